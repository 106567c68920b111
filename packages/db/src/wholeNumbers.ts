import {
  type ColumnUpdateNode,
  type InsertQueryNode,
  type KyselyPlugin,
  type OperationNode,
  PrimitiveValueListNode,
  type RootOperationNode,
  type UpdateQueryNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
} from "kysely"

const isFraction = (value: unknown): value is number => typeof value === "number" && !Number.isInteger(value)
const whole = (value: unknown): unknown => (isFraction(value) && Number.isFinite(value) ? Math.floor(value) : value)

/**
 * No column of ours holds a fraction: they count things, bytes and milliseconds, and both engines refuse a statement that
 * would store part of one (SQLite by STRICT, PostgreSQL by its type), with everything that hangs on it. What is inserted or
 * set as a plain value is stored as the whole number below it.
 */
export const wholeNumbers: KyselyPlugin = {
  transformQuery({ node }): RootOperationNode {
    if (node.kind === "InsertQueryNode") return wholeInsert(node)
    return node.kind === "UpdateQueryNode" ? wholeUpdate(node) : node
  },
  transformResult: ({ result }) => Promise.resolve(result),
}

function wholeInsert(node: InsertQueryNode): InsertQueryNode {
  const values =
    node.values && ValuesNode.is(node.values) ? ValuesNode.create(node.values.values.map(row)) : node.values
  const { onConflict } = node
  return {
    ...node,
    ...(values ? { values } : {}),
    ...(onConflict?.updates ? { onConflict: { ...onConflict, updates: onConflict.updates.map(set) } } : {}),
  }
}

function wholeUpdate(node: UpdateQueryNode): UpdateQueryNode {
  return node.updates ? { ...node, updates: node.updates.map(set) } : node
}

function row(list: PrimitiveValueListNode | ValueListNode): PrimitiveValueListNode | ValueListNode {
  if (!PrimitiveValueListNode.is(list)) return ValueListNode.create(list.values.map(one))
  return list.values.some(isFraction) ? PrimitiveValueListNode.create(list.values.map(whole)) : list
}

function set(update: ColumnUpdateNode): ColumnUpdateNode {
  return { ...update, value: one(update.value) }
}

function one(node: OperationNode): OperationNode {
  return ValueNode.is(node) && isFraction(node.value) ? ({ ...node, value: whole(node.value) } as ValueNode) : node
}
