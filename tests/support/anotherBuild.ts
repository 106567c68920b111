import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { freshFolder } from "./folders.ts"
import { BUNDLES, type Bundles } from "./places.ts"

/** The studio as a later build has it: the same pages, and every script under another name. */
export function anotherBuild(): Bundles {
  const studio = join(freshFolder("build"), "studio")
  cpSync(BUNDLES.studio, studio, { recursive: true })
  const assets = join(studio, "assets")
  const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"))
  const later = (name: string) => name.replace(/\.js$/, "-later.js")
  for (const name of scripts) renameSync(join(assets, name), join(assets, later(name)))
  const texts = [...scripts.map((name) => join(assets, later(name))), join(studio, "index.html"), join(studio, "sw.js")]
  const names = new RegExp(scripts.map((name) => name.replaceAll(".", "\\.")).join("|"), "g")
  for (const file of texts) writeFileSync(file, readFileSync(file, "utf8").replace(names, later))
  return { ...BUNDLES, studio }
}
