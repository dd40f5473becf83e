/* libxlsxwriter in constant_memory mode: the compiled yardstick. Same rows as data.mjs. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <xlsxwriter.h>

#define AMOUNTS 9

static void write_header(lxw_workbook *workbook, lxw_worksheet *sheet) {
  const char *texts[] = {"Period", "No", "Name"};
  lxw_format *bold = workbook_add_format(workbook);
  format_set_bold(bold);
  format_set_bg_color(bold, 0xD9D9D9);
  for (int column = 0; column < 3; column++) worksheet_write_string(sheet, 0, column, texts[column], bold);
  for (int column = 0; column < AMOUNTS; column++) {
    char text[32];
    snprintf(text, sizeof text, "Amount %d", column + 1);
    worksheet_write_string(sheet, 0, 3 + column, text, bold);
  }
}

static void write_row(lxw_worksheet *sheet, lxw_format *format, long row) {
  char text[64];
  snprintf(text, sizeof text, "0%ld-2026", 1 + row % 9);
  worksheet_write_string(sheet, row + 1, 0, text, NULL);
  snprintf(text, sizeof text, "%ld-0000-00", 10000 + row % 5000);
  worksheet_write_string(sheet, row + 1, 1, text, NULL);
  snprintf(text, sizeof text, "Account name %ld", row % 5000);
  worksheet_write_string(sheet, row + 1, 2, text, NULL);
  for (int column = 0; column < AMOUNTS; column++) {
    long cents = ((row * 7919 + column * 104729L) * 31) % 20000001 - 10000000;
    worksheet_write_number(sheet, row + 1, 3 + column, cents / 100.0, format);
  }
}

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

int main(int count, char **arguments) {
  if (count < 3) return 2;
  long rows = atol(arguments[2]);
  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  lxw_workbook *workbook = workbook_new_opt(arguments[1], &options);
  lxw_worksheet *sheet = workbook_add_worksheet(workbook, "Data");
  lxw_format *amount = workbook_add_format(workbook);
  format_set_num_format(amount, "#,##0.00;(#,##0.00)");
  worksheet_set_column(sheet, 0, 2 + AMOUNTS, 18, NULL);
  worksheet_freeze_panes(sheet, 1, 0);
  worksheet_autofilter(sheet, 0, 0, rows, 2 + AMOUNTS);
  write_header(workbook, sheet);
  for (long row = 0; row < rows; row++) write_row(sheet, amount, row);
  int failed = workbook_close(workbook);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("{\"cpuS\":%f,\"rssMb\":%f}\n", seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss / 1024.0);
  return failed;
}
