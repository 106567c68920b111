import type { Dice } from "@justesse/db/testing/dice"
import { memoryFiles, readDataset } from "@justesse/formats"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { Seed } from "./fuzzSeeds.ts"

/** How a whole file comes to harm: in copying, in sending, by hand. */
const HARMS = ["rubbish", "empty", "cut", "another", "zeros"] as const
type Harm = (typeof HARMS)[number]

/** Files of lines: cut at any place, what is left of them is such a file again. */
const OF_LINES = /\.(txt|csv|tsv|meta|names|data|jsonl|ndjson|vtt|srt|lab|ya?ml)$/i
/** Formats in which a picture without labels has an empty file. */
const EMPTY_IS_SAID = /^(yolo|yolo-obb|darknet|icdar)$/

/**
 * Damages one whole file of a seed and reads the set: null where nothing is missing, or the report names the file. What is
 * missing is found by reading the undamaged set: pictures, regions, stretches, texts, parts, sizes and labels.
 */
export async function unmentioned(
  seed: Seed,
  format: string,
  dice: Dice,
): Promise<{ target: string; said: string } | null> {
  const target = dice.pick(seed.targets) ?? ""
  const whole = seed.files[target] ?? new Uint8Array()
  const harm = dice.pick(HARMS) ?? "empty"
  if (whole.length === 0 || isFair(harm, target, format)) return null
  const body = harmed(target, harm, seed, dice)
  if (isFair("empty", target, format) && body.every((byte) => byte === 10)) return null
  const good = await readGood(seed, format)
  const bad = await readAll({ ...seed.files, [target]: body }, format)
  const missing = [...good.facts].filter(([fact, count]) => (bad.facts.get(fact) ?? 0) < count).map(([fact]) => fact)
  if (missing.length === 0 || bad.named.some((file) => speaksOf(file, target))) return null
  // Where nothing is left the report says so once, for all files.
  if (bad.isNothing) return null
  return { target, said: `${harm}: ${missing.length} missing, ${missing.slice(0, 3).join(" | ")}`.slice(0, 300) }
}

const known = new WeakMap<Seed, ReturnType<typeof readAll>>()

/** The undamaged set is read once. */
function readGood(seed: Seed, format: string): ReturnType<typeof readAll> {
  const reading = known.get(seed) ?? readAll(seed.files, format)
  known.set(seed, reading)
  return reading
}

function isFair(harm: Harm, target: string, format: string): boolean {
  if (harm === "cut") return OF_LINES.test(target)
  return harm === "empty" && EMPTY_IS_SAID.test(format) && target.endsWith(".txt")
}

const endingOf = (name: string) => name.slice(name.lastIndexOf("."))

function harmed(target: string, harm: Harm, seed: Seed, dice: Dice): Uint8Array {
  const whole = seed.files[target] ?? new Uint8Array()
  if (harm === "empty") return new Uint8Array()
  if (harm === "cut") return whole.slice(0, dice.below(whole.length))
  if (harm === "zeros") return new Uint8Array(whole.length)
  if (harm === "rubbish") return Uint8Array.from({ length: Math.min(whole.length, 2_000) }, () => dice.below(256))
  const words = [
    "{}",
    "[]",
    "null",
    "hello\nworld\n",
    "<html><body>404 not found</body></html>",
    '{"error":"gone"}',
    "\n",
  ]
  // Another file of the same kind would be a whole file in its place.
  const others = seed.targets.filter((name) => endingOf(name) !== endingOf(target))
  const other = dice.below(3) === 0 ? seed.files[dice.pick(others) ?? ""] : undefined
  return other ?? new TextEncoder().encode(dice.pick(words) ?? "")
}

/** `dir/*.txt` speaks of all such files there. */
function speaksOf(file: string, target: string): boolean {
  if (!file.includes("*")) return file === target
  const [before = "", after = ""] = file.split("*")
  return before.includes("/") && target.startsWith(before) && target.endsWith(after)
}

async function readAll(files: Readonly<Record<string, Uint8Array>>, format: string) {
  const facts = new Map<string, number>()
  const named: string[] = []
  let isNothing = false
  const add = (fact: string) => facts.set(fact, (facts.get(fact) ?? 0) + 1)
  for await (const event of readDataset(memoryFiles(files), { format, sizeOf: () => ({ width: 640, height: 480 }) })) {
    if (event.kind === "report") {
      named.push(event.line.file)
      isNothing ||= event.line.code === "nothing_read"
    } else if (event.kind === "record") for (const fact of factsOf(event.record)) add(fact)
    else for (const { name } of event.ontology.labels) add(`label ${name.en}`)
  }
  return { facts, named, isNothing }
}

function* factsOf(record: DatasetRecord): Generator<string> {
  if (record.body === null && !record.source) return
  yield "picture"
  if (record.split !== undefined) yield `part ${record.split}`
  if (record.text !== undefined) yield "text of a picture"
  if (record.size !== null) yield "size"
  for (const region of record.body?.regions ?? []) yield `region ${region.label}`
  for (const { tier } of record.timed ?? []) yield `stretch ${tier}`
}
