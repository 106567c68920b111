import { JustesseError } from "@justesse/types"
import type { Storage } from "./storage.ts"

/** What throws whatever is called of it. */
function refuse(failure: (called: string) => Error): Pick<Storage, "hot" | "chain"> {
  const part = <T extends object>(name: string) =>
    new Proxy({} as T, {
      get: (_, called) => {
        throw failure(`${name}.${String(called)}`)
      },
    })
  return { hot: part("hot"), chain: part("chain") }
}

/** Stand where nothing may be called: a program that does so is wrong. */
export const tooEarly = refuse((called) => new Error(`${called} called before the schema was up to date`))

/** Stand in a storage that was opened for reading alone. */
export const readingAlone = refuse((called) => new JustesseError("read_only", { called }))
