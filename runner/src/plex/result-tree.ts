// The tree of an answer that is read (wire form of ExecuteDataSource): which element may stand under which, by local name.

/** What an open element is to the reader. Numbers, because one is looked up for every element of a large answer. */
export const node = {
  ignored: 0,
  document: 1,
  envelope: 2,
  body: 3,
  response: 4,
  result: 5,
  resultSets: 6,
  resultSet: 7,
  rows: 8,
  row: 9,
  columns: 10,
  column: 11,
  fault: 12,
  faultReason: 13,
  // From here on: elements whose text is read.
  value: 14,
  name: 15,
  rowCount: 16,
  statusNo: 17,
  error: 18,
  errorNo: 19,
  message: 20,
  instanceNo: 21,
  faultText: 22,
} as const;

export type Node = (typeof node)[keyof typeof node];

/** True for elements whose text is read. */
export const hasText = (kind: Node): boolean => kind >= node.value;

/** Operations whose answers can be read. */
export type Operation = 'ExecuteDataSource' | 'GetDataSourceRequestTemplate';

type Children = Readonly<Record<string, Node>>;

const status: Children = {
  StatusNo: node.statusNo,
  Error: node.error,
  ErrorNo: node.errorNo,
  Message: node.message,
  InstanceNo: node.instanceNo,
};

/** For each parent its children by local name; whatever is not listed is ignored with all that it holds. */
function tree(operation: Operation): ReadonlyMap<Node, ReadonlyMap<string, Node>> {
  const result = operation === 'ExecuteDataSource' ? { ...status, ResultSets: node.resultSets } : status;
  const children: readonly (readonly [Node, Children])[] = [
    [node.document, { Envelope: node.envelope }],
    [node.envelope, { Body: node.body }],
    [node.body, { [`${operation}Response`]: node.response, Fault: node.fault }],
    [node.response, { [`${operation}Result`]: node.result }],
    [node.result, result],
    [node.resultSets, { ResultSet: node.resultSet }],
    [node.resultSet, { RowCount: node.rowCount, Rows: node.rows }],
    [node.rows, { Row: node.row }],
    [node.row, { Columns: node.columns }],
    [node.columns, { Column: node.column }],
    [node.column, { Value: node.value, Name: node.name }],
    [node.fault, { faultstring: node.faultText, Reason: node.faultReason }],
    [node.faultReason, { Text: node.faultText }],
  ];
  return new Map(children.map(([parent, names]) => [parent, new Map(Object.entries(names))]));
}

type Spelling = { readonly name: string; readonly kind: Node };

/** Spellings that are kept for one parent: an answer must not be able to fill the memory. */
const mostSpellings = 8;

/**
 * Finds the kind of an element from its parent's kind and its name as written (`d:Row`). Learns each spelling once and
 * then compares with the few it knows: for fresh text that is quicker than hashing it.
 */
export function createFinder(operation: Operation): (parent: Node, name: string) => Node {
  const known = tree(operation);
  const learnt: Spelling[][] = Array.from({ length: node.faultText + 1 }, () => []);
  const learn = (parent: Node, name: string): Node => {
    const local = name.slice(name.indexOf(':') + 1);
    const kind = known.get(parent)?.get(local) ?? node.ignored;
    const spellings = learnt[parent];
    if (kind !== node.ignored && spellings && spellings.length < mostSpellings) spellings.push({ name, kind });
    return kind;
  };
  return (parent, name) => {
    for (const spelling of learnt[parent] ?? []) if (spelling.name === name) return spelling.kind;
    return learn(parent, name);
  };
}
