import { JustesseError } from "@justesse/types"
import type { Storage } from "./storage.ts"

/** Refuses whatever is called of it. */
function refuse<T extends object>(what: string): T {
  return new Proxy({} as T, {
    get: (_, name) => {
      throw new JustesseError("read_only", { called: `${what}.${String(name)}` })
    },
  })
}

/** Stand where nothing may be stored: before the schema is up to date, and in a storage that is opened for reading alone. */
export const never: Pick<Storage, "hot" | "chain"> = { hot: refuse("hot"), chain: refuse("chain") }
