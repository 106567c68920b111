import { eventually } from "@justesse/db/testing/eventually"
import { freshFolder } from "./folders.ts"
import { type ServeOptions, type Server, serveFolder } from "./serverProcess.ts"

export { freePort, type Server } from "./serverProcess.ts"

/** As {@link ServeOptions}; `dataDir` is the folder of an earlier server, a fresh one when absent. */
export type ServerOptions = Omit<ServeOptions, "dataDir"> & { readonly dataDir?: string }

/** Starts the built server as people run it; its folder goes when the tests of the file have ended. */
export function startServer(options: ServerOptions): Promise<Server> {
  return serveFolder({ ...options, dataDir: options.dataDir ?? freshFolder("data") })
}

const handedOut = new WeakMap<Server, Set<string>>()

/** The printed link of a sample person, by first name. It opens once: the next one is printed when this one was used. */
export async function linkOf(server: Server, name: string): Promise<string> {
  const before = handedOut.get(server) ?? new Set()
  handedOut.set(server, before)
  const fresh = () => {
    const link = server.links.get(name)
    return link !== undefined && !before.has(link) ? link : null
  }
  await eventually(fresh).not.toBeNull()
  const link = fresh() ?? ""
  before.add(link)
  return link
}
