import { freshFolder } from "./folders.ts"
import { type ServeOptions, type Server, serveFolder } from "./serverProcess.ts"

export { freePort, type Server } from "./serverProcess.ts"

/** As {@link ServeOptions}; `dataDir` is the folder of an earlier server, a fresh one when absent. */
export type ServerOptions = Omit<ServeOptions, "dataDir"> & { readonly dataDir?: string }

/** Starts the built server as people run it; its folder goes when the tests of the file have ended. */
export function startServer(options: ServerOptions): Promise<Server> {
  return serveFolder({ ...options, dataDir: options.dataDir ?? freshFolder("data") })
}

/** The printed link of a sample person, by first name. */
export function linkOf(server: Server, name: string): string {
  const link = server.links.get(name)
  if (link === undefined) throw new Error(`No link was printed for ${name}.`)
  return link
}
