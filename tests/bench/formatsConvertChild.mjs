/*
 * One measured run of `npm run bench -- formatsConvert`: `node formatsConvertChild.mjs convert|plain IN OUT`. Prints one JSON
 * object, last.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** What anybody would write first who had to make the folder of `justesse convert … --to yolo`: all in memory, file by file. */
function plain(path, out) {
  const { images, annotations, categories } = JSON.parse(readFileSync(path, "utf8"))
  const classes = new Map(categories.map(({ id }, i) => [id, i]))
  const byImage = new Map(images.map(({ id }) => [id, []]))
  for (const one of annotations) byImage.get(one.image_id)?.push(one)
  mkdirSync(join(out, "labels/train"), { recursive: true })
  const lines = []
  for (const { id: image, width, height, file_name } of images) {
    const head = JSON.stringify({ picture: file_name, sha256: null, settledBy: null }).slice(0, -1)
    const rows = byImage.get(image).map(({ id, category_id, bbox: [x, y, w, h] }, index) => {
      const number = classes.get(category_id)
      lines.push(
        `${head},"index":${index},"region":"${id}","label":"${categories[number].name}","method":null,"confidence":null,"decided_by_reviewer":false,"submissions":[]}\n`,
      )
      return `${number} ${(x + w / 2) / width} ${(y + h / 2) / height} ${w / width} ${h / height}\n`
    })
    writeFileSync(join(out, "labels/train", file_name.replace(/\.jpg$/, ".txt")), rows.join(""))
  }
  writeFileSync(join(out, "labels.jsonl"), lines.join(""))
}

const [mode, from, to] = process.argv.slice(2)
const began = performance.now()
if (mode === "plain") plain(from, to)
else {
  const { run } = await import(new URL("../../apps/cli/dist/main.js", import.meta.url).href)
  process.exitCode = await run(["convert", from, to, "--to", "yolo"], { studioDir: "", dataDir: `${to}.data` })
}
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
const seconds = (micros) => Math.round(micros / 1e4) / 100
console.log(
  JSON.stringify({
    cpuSeconds: seconds(userCPUTime + systemCPUTime),
    user: seconds(userCPUTime),
    system: seconds(systemCPUTime),
    wallSeconds: Math.round((performance.now() - began) / 10) / 100,
    peakMiB: Math.round(maxRSS / 1024),
  }),
)
