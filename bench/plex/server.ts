// A process that serves one large answer in the form of data source 4814 and costs the reader's core nothing.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerXml, rowXml, type WireRow } from '../../runner/src/plex/testing/answer.ts';

const blockRows = 1000;

/** One row as Plex sends it for an account: texts, amounts with binary noise, labels. */
function summaryRow(number: number): WireRow {
  const base = String(10000 + (number % 80000));
  return [
    ['Base_No', base],
    ['Account_No', `${base}-${String(number % 1000).padStart(3, '0')}-0000`],
    ['Abbreviated_Name', `Acct ${base}`],
    ['Account_Name', `Cash & equivalents, bank account ${base}`],
    ['Beginning_Balance', `${(number * 7919) % 9999999}.${String(number % 100).padStart(2, '0')}000`],
    ['Debit', `${(number * 31) % 99999}.89999998`],
    ['Credit', number % 5 === 0 ? '2.00000000186265E-02' : `${(number * 17) % 99999}.50000`],
    ['Ending_Balance', `-${(number * 104729) % 99999999}.12000`],
    ['PCN_Name', 'Main plant'],
    ['Report_Currency', 'USD'],
    ['Cost_Center_No', String(number % 300)],
    ['Location_No', ''],
  ];
}

/** Head, one block of rows that is sent again and again, and tail. */
function parts(rows: number): readonly [head: Buffer, block: Buffer, tail: Buffer] {
  const [head = '', tail = ''] = answerXml([], { rowCount: rows }).split('<Rows></Rows>');
  const block = Array.from({ length: blockRows }, (_, number) => rowXml(summaryRow(number))).join('');
  return [Buffer.from(`${head}<Rows>`), Buffer.from(block), Buffer.from(`</Rows>${tail}`)];
}

const server = createServer(async (request, response) => {
  const rows = Number(new URL(request.url ?? '/', 'http://bench').searchParams.get('rows'));
  const [head, block, tail] = parts(rows);
  request.resume();
  response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' }).write(head);
  for (let sent = 0; sent < rows && !response.destroyed; sent += blockRows)
    if (!response.write(block)) await new Promise((resolve) => response.once('drain', resolve));
  response.end(tail);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
