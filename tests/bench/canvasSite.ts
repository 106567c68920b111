import { existsSync, readFileSync, statSync } from "node:fs"
import { createServer } from "node:http"
import { extname, join, normalize } from "node:path"
import type { Me } from "@justesse/types/wire/account"

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".jpg": "image/jpeg",
  ".svg": "image/svg+xml",
}

/** What the studio asks on every page, also on those that need nobody: here is a visitor. */
const STUDIO = {
  version: "0",
  setupNeeded: false,
  demo: false,
  address: "",
  reach: "computer",
  readOnly: false,
  supportUrl: null,
} as const
const VISITOR: Me = { studio: STUDIO, person: null, projects: [], dataDir: null, reviewWaiting: 0, sentBack: 0 }
const NOBODY = JSON.stringify([{ result: { data: VISITOR } }])

/** Folders on 127.0.0.1, at a port that the system chose. */
export interface Site {
  readonly origin: string
  close(): Promise<void>
}

/** Serves files from the first folder that has them; an address without an extension is a page of the studio. */
export async function serveFolders(folders: readonly string[], index: string): Promise<Site> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1")
    if (pathname === "/trpc/account.me") {
      response.writeHead(200, { "content-type": "application/json" }).end(NOBODY)
      return
    }
    const found = fileFor(folders, pathname) ?? (extname(pathname) === "" ? index : null)
    if (found === null) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { "content-type": TYPES[extname(found)] ?? "application/octet-stream" })
    response.end(readFileSync(found))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("The site has no port.")
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function fileFor(folders: readonly string[], pathname: string): string | null {
  const path = normalize(decodeURIComponent(pathname))
  for (const folder of folders) {
    const file = join(folder, path)
    if (file.startsWith(folder) && existsSync(file) && statSync(file).isFile()) return file
  }
  return null
}
