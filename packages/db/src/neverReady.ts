import type { Storage } from "./storage.ts"

function refuse<T extends object>(what: string): T {
  return new Proxy({} as T, {
    get: (_, name) => {
      throw new Error(
        `${what}.${String(name)} called before the schema was up to date, or where nothing may be written`,
      )
    },
  })
}

/** Stand where nothing may be stored: before the schema is up to date, and beside a server. */
export const never: Pick<Storage, "hot" | "chain"> = { hot: refuse("hot"), chain: refuse("chain") }
