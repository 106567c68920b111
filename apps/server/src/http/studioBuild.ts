import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { FastifyInstance } from "fastify"

/** The header of every answer that names the build of the studio which this server serves: the path of its first script. */
const BUILD_HEADER = "justesse-studio"

/** Tells open pages which build of the studio is served now, so that those of another one know that they are older. */
export function tellStudioBuild(app: FastifyInstance, studioDir: string): void {
  const page = readFileSync(join(studioDir, "index.html"), "utf8")
  const build = /<script[^>]*type="module"[^>]*src="([^"]+)"/.exec(page)?.[1]
  if (build === undefined) return
  app.addHook("onRequest", (_request, reply, done) => {
    void reply.header(BUILD_HEADER, build)
    done()
  })
}
