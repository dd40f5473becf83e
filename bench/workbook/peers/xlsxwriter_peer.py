"""Python's XlsxWriter in constant_memory mode. Same rows as data.mjs."""
import json
import resource
import sys

import xlsxwriter

AMOUNTS = 9


def main(path, rows):
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = workbook.add_worksheet("Data")
    amount = workbook.add_format({"num_format": "#,##0.00;(#,##0.00)"})
    bold = workbook.add_format({"bold": True, "bg_color": "#D9D9D9"})
    sheet.set_column(0, 2 + AMOUNTS, 18)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows, 2 + AMOUNTS)
    for column, text in enumerate(["Period", "No", "Name"] + [f"Amount {n + 1}" for n in range(AMOUNTS)]):
        sheet.write_string(0, column, text, bold)
    for row in range(rows):
        sheet.write_string(row + 1, 0, f"0{1 + row % 9}-2026")
        sheet.write_string(row + 1, 1, f"{10000 + row % 5000}-0000-00")
        sheet.write_string(row + 1, 2, f"Account name {row % 5000}")
        for column in range(AMOUNTS):
            cents = ((row * 7919 + column * 104729) * 31) % 20000001 - 10000000
            sheet.write_number(row + 1, 3 + column, cents / 100, amount)
    workbook.close()


main(sys.argv[1], int(sys.argv[2]))
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpuS": usage.ru_utime + usage.ru_stime, "rssMb": usage.ru_maxrss / 1024}))
