import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { freshFolder } from "./folders.ts"
import { BUNDLES, type Bundles } from "./places.ts"

/** The studio as a later build has it: the same pages, and every script and style under another name. */
export function anotherBuild(): Bundles {
  const studio = join(freshFolder("build"), "studio")
  cpSync(BUNDLES.studio, studio, { recursive: true })
  const assets = join(studio, "assets")
  const files = readdirSync(assets).filter((name) => /\.(js|css)$/.test(name))
  const later = (name: string) => name.replace(/\.(js|css)$/, "-later.$1")
  for (const name of files) renameSync(join(assets, name), join(assets, later(name)))
  const texts = [...files.map((name) => join(assets, later(name))), join(studio, "index.html"), join(studio, "sw.js")]
  const names = new RegExp(files.map((name) => name.replaceAll(".", "\\.")).join("|"), "g")
  for (const file of texts) writeFileSync(file, readFileSync(file, "utf8").replace(names, later))
  return { ...BUNDLES, studio }
}
