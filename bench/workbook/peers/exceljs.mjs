// exceljs's streaming WorkbookWriter. It takes numbers; the event loop turns between batches, so that it can write.
import { setImmediate } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import { amounts, centsOf, headers, nameOf, numberOf, periodOf, reportUsage } from './data.mjs';

const [path, count] = process.argv.slice(2);
const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useStyles: true, useSharedStrings: true });
const sheet = workbook.addWorksheet('Data', { views: [{ state: 'frozen', ySplit: 1 }] });
sheet.columns = headers.map((header, index) => ({
  header,
  width: 18,
  style: index < 3 ? {} : { numFmt: '#,##0.00;(#,##0.00)' },
}));
sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: Number(count) + 1, column: headers.length } };
sheet.getRow(1).font = { bold: true };
sheet.getRow(1).commit();
for (let row = 0; row < Number(count); row += 1) {
  const cells = [periodOf(row), numberOf(row), nameOf(row)];
  for (let column = 0; column < amounts; column += 1) cells.push(centsOf(row, column) / 100);
  sheet.addRow(cells).commit();
  if (row % 1000 === 999) await setImmediate();
}
await workbook.commit();
reportUsage();
