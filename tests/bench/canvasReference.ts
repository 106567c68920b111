import { spawnSync } from "node:child_process"
import { existsSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { dice } from "@justesse/fixtures/random"
import sharp from "sharp"
import { ROOT } from "../support/places.ts"

const STUDIO = join(ROOT, "apps/studio")
const PICTURE = { width: 4_000, height: 3_000 }

/** Where the shared canvas bench is read from; it is never copied into this repository. */
export function sharedBench(): string {
  const shared = process.env["JUSTESSE_SHARED"] || join(ROOT, "../shared")
  const folder = join(shared, "bench/canvas/src")
  if (!existsSync(join(folder, "raw.js")))
    throw new Error(`The reference is not at ${folder}: set JUSTESSE_SHARED to the folder that has bench/canvas.`)
  return folder
}

/**
 * Bundles the hand-written reference pages from their own sources into `folder`, as `/raw.html` for boxes and
 * `/polygons.html`, with the picture that all pages show, `/img4000.jpg`. `sources` is the folder of `raw.js`.
 */
export async function buildReference(sources: string, folder: string): Promise<void> {
  await drawPicture(join(folder, "img4000.jpg"))
  bundlePage("raw", join(sources, "raw.js"), folder)
  bundlePage("polygons", join(ROOT, "tests/bench/canvasPolygons.mjs"), folder)
}

function bundlePage(name: string, input: string, folder: string): void {
  const config = join(folder, `${name}.config.mjs`)
  const settings = {
    root: folder,
    publicDir: false,
    // The references' own dependency, as the studio has it.
    resolve: { alias: { flatbush: createRequire(join(STUDIO, "package.json")).resolve("flatbush") } },
    build: {
      outDir: join(folder, name),
      target: "es2022",
      modulePreload: false,
      rollupOptions: { input, output: { entryFileNames: `${name}.js` } },
    },
  }
  writeFileSync(config, `export default ${JSON.stringify(settings)}\n`)
  const vite = join(STUDIO, "node_modules/vite/bin/vite.js")
  const args = [vite, "build", folder, "--config", config, "--logLevel", "error"]
  const done = spawnSync(process.execPath, args, { cwd: folder, stdio: ["ignore", 2, 2] })
  if (done.status !== 0) throw new Error(`The page ${name} could not be bundled; what went wrong stands above.`)
  writeFileSync(join(folder, `${name}.html`), pageAround(name))
}

/** The page around a script, as the shared bench's own build makes it. */
const pageAround = (name: string) =>
  `<!doctype html><meta charset=utf-8><style>html,body{margin:0;background:#222}</style><div id=root></div><script>window.__page="${name}"</script><script type=module src=${name}/${name}.js></script>`

/** A photograph-like picture of 12 megapixels: soft blobs with a little noise, the same at each run. */
async function drawPicture(file: string): Promise<void> {
  const { width, height } = PICTURE
  const small = { width: Math.ceil(width / 16), height: Math.ceil(height / 16), channels: 3 as const }
  const { next } = dice(1)
  const blobs = Buffer.alloc(small.width * small.height * 3)
  for (let i = 0; i < blobs.length; i++) blobs[i] = 60 + next() * 140
  const soft = await sharp(blobs, { raw: small })
    .resize(width, height, { kernel: "cubic", fit: "fill" })
    .raw()
    .toBuffer()
  for (let i = 0; i < soft.length; i++) soft[i] = Math.max(0, Math.min(255, (soft[i] ?? 0) + (next() - 0.5) * 24))
  await sharp(soft, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toFile(file)
}
