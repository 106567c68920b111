import type { Format, Reader } from "../contract.ts"
import { extensionOf, type FileSet, headText, listFiles } from "../io/fileSet.ts"
import { type YoloLine, yoloLine } from "./line.ts"
import { readYolo } from "./read.ts"
import { type YoloVariant, yoloWriter } from "./write.ts"

const HEAD_BYTES = 4_096
/** Label files looked at to tell boxes from corners. */
const FILES_SAMPLED = 12

/** The lines at the beginning of a few text files, as far as they are YOLO's. */
async function firstLines(files: FileSet): Promise<YoloLine[]> {
  const texts = (await listFiles(files)).filter(({ name, sizeBytes }) => extensionOf(name) === "txt" && sizeBytes > 0)
  const found: YoloLine[] = []
  const step = Math.max(1, Math.floor(texts.length / FILES_SAMPLED))
  for (let at = 0; at < texts.length; at += step) {
    const head = await headText(files, texts[at]?.name ?? "", HEAD_BYTES)
    // The last line may be cut.
    const lines = head.length < HEAD_BYTES ? head.split("\n") : head.split("\n").slice(0, -1)
    for (const line of lines) {
      const read = yoloLine(line)
      if (read) found.push(read)
    }
  }
  return found
}

async function isDarknet(files: FileSet): Promise<boolean> {
  const names = (await listFiles(files)).map(({ name }) => name)
  if (names.some((name) => /\.ya?ml$/i.test(name))) return false
  return names.some((name) => extensionOf(name) === "data") && names.some((name) => extensionOf(name) === "names")
}

async function hasYaml(files: FileSet): Promise<boolean> {
  for (const { name } of await listFiles(files))
    if (/\.ya?ml$/i.test(name) && /^\s*names\s*:/m.test(await headText(files, name, 65_536))) return true
  return false
}

const isCorners = (line: YoloLine) => line.kind === "named" || (line.kind === "corners" && line.points.length === 4)

/**
 * YOLO as Ultralytics reads it: `data.yaml` (names as list or map; train, val, test as folders, lists or lists of folders),
 * `images/…` beside `labels/…`, lines `class cx cy w h` as shares of the picture. Sizes come from the pictures' own heads,
 * upright; without pictures from {@link ReadOptions.sizeOf}. A picture without label file among labelled ones is one where
 * nothing is. Corners and polygons are kept as outlines, a score after the numbers is carried. Source: Ultralytics'
 * documentation and the readers of Datumaro and Label Studio.
 */
const yoloReader: Reader = {
  name: "yolo",
  async detect(files) {
    const lines = await firstLines(files)
    if (lines.length === 0) return (await hasYaml(files)) ? 0.5 : 0
    return 0.85
  },
  read: readYolo,
}

/** YOLO with oriented boxes: `class x1 y1 … x4 y4` as shares, or the pixel form of DOTA with class names. */
const yoloObbReader: Reader = {
  name: "yolo-obb",
  async detect(files) {
    const lines = await firstLines(files)
    return lines.length > 0 && lines.every(isCorners) ? 0.87 : 0
  },
  read: readYolo,
}

/** Darknet: `obj.data`, `obj.names`, lists of pictures, and label files beside their pictures. */
const darknetReader: Reader = {
  name: "darknet",
  async detect(files) {
    return (await isDarknet(files)) ? 0.9 : 0
  },
  read: readYolo,
}

/** JSON's quotes are YAML's too; what YAML 1.1 takes for line breaks or a BOM is escaped. */
function yamlText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}

/**
 * `path` is left out on purpose: training code then takes the file's own folder, wherever that is. `val` must be there; a
 * dataset without that part validates on what it trains on.
 */
function dataYaml(names: readonly string[], splits: ReadonlyMap<string, readonly string[]>): string {
  const has = (split: string) => splits.has(split)
  const train = has("train") || splits.size === 0 ? "train" : ([...splits.keys()][0] ?? "train")
  const parts = [
    `train: images/${train}`,
    `val: images/${has("val") ? "val" : train}`,
    ...[...splits.keys()]
      // A first part that stands in for `train` keeps its own key too: its folder is that part.
      .filter((split) => split !== "train" && split !== "val")
      .map((split) => `${split}: images/${split}`),
  ]
  return `${[...parts, `nc: ${names.length}`, "names:", ...names.map((name, i) => `  ${i}: ${yamlText(name)}`)].join("\n")}${names.length === 0 ? " {}" : ""}\n`
}

const ultralytics = {
  picture: (split: string, name: string) => `images/${split}/${name}`,
  label: (split: string, stem: string) => `labels/${split}/${stem}.txt`,
  heads: (names: readonly string[], splits: ReadonlyMap<string, readonly string[]>) => [
    ["data.yaml", dataYaml(names, splits)] as const,
  ],
}

const yoloVariant: YoloVariant = { name: "yolo", holds: { split: true }, ...ultralytics }
const obbVariant: YoloVariant = {
  name: "yolo-obb",
  holds: { split: true, rotation: true, outline: true },
  ...ultralytics,
}

/** As CVAT and Darknet's own tools lay it out: paths in lists begin with `data/`. `train` and `val` are Darknet's `valid`. */
const darknetVariant: YoloVariant = {
  name: "darknet",
  holds: { split: true },
  nameOf: (name) => name.replace(/\s+/g, " ").trim(),
  picture: (split, name) => `obj_${split}_data/${name}`,
  label: (split, stem) => `obj_${split}_data/${stem}.txt`,
  *heads(names, splits) {
    const keys = [...splits.keys()].map((split) => `${split === "val" ? "valid" : split} = data/${split}.txt`)
    const facts = [`classes = ${names.length}`, ...keys, "names = data/obj.names", "backup = backup/"]
    yield ["obj.data", `${facts.join("\n")}\n`]
    yield ["obj.names", names.map((name) => `${name}\n`).join("")]
    for (const [split, pictures] of splits)
      yield [`${split}.txt`, pictures.map((name) => `data/obj_${split}_data/${name}\n`).join("")]
  },
}

/** YOLO (Ultralytics), both ways. */
export const yolo: Format = { name: "yolo", reader: yoloReader, writer: yoloWriter(yoloVariant) }
/** YOLO with oriented boxes, both ways. */
export const yoloObb: Format = { name: "yolo-obb", reader: yoloObbReader, writer: yoloWriter(obbVariant) }
/** Darknet, both ways. */
export const darknet: Format = { name: "darknet", reader: darknetReader, writer: yoloWriter(darknetVariant) }
