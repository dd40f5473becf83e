#!/usr/bin/env bash
# Draws workbook.png from a workbook of the sandbox: docs/pictures/workbook.sh tb.xlsx
# Needs LibreOffice, poppler-utils, librsvg2-bin and the Liberation fonts. Look at the picture afterwards: the crops are by hand.
set -euo pipefail
workbook=$(realpath "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
soffice --headless "-env:UserInstallation=file://$work/office" --convert-to pdf --outdir "$work" "$workbook" >/dev/null
pdf="$work/$(basename "${workbook%.*}").pdf"
pdftoppm -r 150 -png -f 1 -l 1 -singlefile -x 54 -y 84 -W 1546 -H "${SUMMARY_HEIGHT:-300}" "$pdf" "$work/summary"
pdftoppm -r 190 -png -f 2 -l 2 -singlefile -x 72 -y 108 -W 1900 -H 458 "$pdf" "$work/rows"

panel() { # title, top, height, picture, width of the picture, height of the picture
  local bottom=$(($2 + 42))
  echo "<rect x='16' y='$2' width='1768' height='$3' rx='8' fill='#fff' stroke='#c8c8c8'/>"
  echo "<rect x='16' y='$2' width='1768' height='42' fill='#3a3a3a'/><text x='38' y='$(($2 + 29))' fill='#fff' font-weight='bold'>$1</text>"
  echo "<image x='38' y='$((bottom + 8))' width='$5' height='$6' href='data:image/png;base64,$(base64 -w0 "$work/$4.png")'/>"
}

summary=$((${SUMMARY_HEIGHT:-300} * 1350 / 1546))
second=$((summary + 98))
{
  echo "<svg xmlns='http://www.w3.org/2000/svg' width='1800' height='$((second + 468))' font-family='Liberation Sans' font-size='22'>"
  echo "<rect width='1800' height='$((second + 468))' rx='10' fill='#fff'/>"
  panel Summary 16 $((summary + 62)) summary 1350 "$summary"
  panel 'Trial Balance' "$second" 452 rows 1640 395
  echo '</svg>'
} >"$work/picture.svg"
rsvg-convert --unlimited --width 1500 "$work/picture.svg" --output workbook.png
