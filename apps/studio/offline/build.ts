import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import type { Plugin } from "vite"

/** What lies beside the built files, under its own name. */
const PUBLIC = ["/early.js", "/mark.svg"]

/** Adds the service worker to a build, with the names of all files that pages are made of. */
export function serviceWorker(): Plugin {
  return {
    name: "justesse-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const built = Object.keys(bundle).filter((name) => name.startsWith("assets/") && !/\/bench/.test(name))
      const files = [...built.map((name) => `/${name}`).sort(), ...PUBLIC]
      const version = createHash("sha256").update(files.join("\n")).digest("hex").slice(0, 16)
      const written = readFileSync(new URL("./worker.js", import.meta.url), "utf8")
      const source = written.replace('"__FILES__"', files.map((name) => JSON.stringify(name)).join(", "))
      this.emitFile({ type: "asset", fileName: "sw.js", source: source.replace("__VERSION__", version) })
    },
  }
}
