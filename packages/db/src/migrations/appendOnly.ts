import type { Engine } from "./ddl.ts"

/** A table whose rows are added and never changed or removed, by anybody who speaks to the database. */
interface AppendOnly {
  readonly table: string
  /** Its key, and each other set of columns that is unique: a row that replaces another one is told by them. */
  readonly unique: readonly (readonly string[])[]
}

/** Statements by which SQLite refuses a change, a removal, and `insert or replace`, which removes without its triggers of removal. */
function sqlite({ table, unique }: AppendOnly): string[] {
  const refuse = (what: string) => `select raise(abort, '${table} is append-only: ${what}')`
  const same = unique
    .map((columns) => `(${columns.map((column) => `t.${column} = new.${column}`).join(" and ")})`)
    .join(" or ")
  return [
    `create trigger ${table}_never_changed before update on ${table} begin ${refuse("nothing is changed")}; end`,
    `create trigger ${table}_never_removed before delete on ${table} begin ${refuse("nothing is removed")}; end`,
    `create trigger ${table}_never_replaced before insert on ${table}
      when exists (select 1 from ${table} t where ${same}) begin ${refuse("that row is there")}; end`,
  ]
}

function postgres({ table }: AppendOnly): string[] {
  return [
    `create function ${table}_append_only() returns trigger language plpgsql as $$ begin
      raise exception '${table} is append-only: % is refused', lower(tg_op); end $$`,
    `create trigger ${table}_never_changed before update or delete on ${table}
      for each row execute function ${table}_append_only()`,
    `create trigger ${table}_never_emptied before truncate on ${table}
      for each statement execute function ${table}_append_only()`,
  ]
}

/** Statements after which an engine itself refuses to change or remove rows of a table. History: never edited once released. */
export function appendOnly(engine: Engine, table: AppendOnly): string[] {
  return engine === "sqlite" ? sqlite(table) : postgres(table)
}
