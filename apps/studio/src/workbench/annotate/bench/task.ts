import {
  AssignmentId,
  boundsOfShape,
  boxShape,
  DEFAULT_KIND,
  EMPTY_BODY,
  KINDS,
  LABEL_COLORS,
  LabelId,
  outlineShape,
  ProjectKind,
  ProjectSlug,
  RegionId,
  Sha256,
  type Shape,
  type Size,
} from "@justesse/types"
import type { Guide, HeldLeases, Lease } from "@justesse/types/wire/work"
import { ImageCache } from "../model/imageCache.ts"
import type { TaskTransport } from "../transport.ts"
import { benchRecording } from "./recording.ts"

/** What the address asks for. */
export interface BenchAsked {
  readonly n: number
  readonly size: Size
  readonly img: string
  readonly seed: number
  /** Outlines of so many points instead of boxes; 0 for boxes. */
  readonly points: number
  /** Documents whose lines are drawn and written, instead of pictures. */
  readonly kind: ProjectKind
  /** Length of a recording. */
  readonly seconds: number
}

/** A generated box as the harness reads it. */
export interface BenchBox {
  readonly id: number
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly c: number
}

export const BENCH_PROJECT = ProjectSlug.parse("bench")
const CLASSES = ["car", "person", "bike", "truck", "sign", "dog", "tree", "text"]
const HEARD = ["speech", "music", "noise"]
const TASKS = 40
const READY = 3

export function readBench(query: URLSearchParams): BenchAsked {
  const number = (name: string, otherwise: number) =>
    Math.max(0, Math.floor(Number(query.get(name) ?? otherwise))) || otherwise
  const size = { width: number("w", 4_000), height: number("h", 3_000) }
  const n = query.get("n") === "0" ? 0 : number("n", 1_000)
  const kind = ProjectKind.safeParse(query.get("kind")).data ?? DEFAULT_KIND
  return {
    n,
    size,
    img: query.get("img") ?? "",
    seed: number("seed", 7),
    points: number("points", 0),
    kind,
    seconds: number("seconds", 60),
  }
}

/** mulberry32: the same seed gives the same numbers in [0, 1) everywhere. */
function mulberry32(seed: number): () => number {
  let s = seed | 0
  return () => {
    s = (s + 0x6d2b79f5) | 0
    let t = Math.imul(s ^ (s >>> 15), 1 | s)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The boxes of canvas.md's generator. */
function benchBoxes(n: number, { width, height }: Size, seed: number): BenchBox[] {
  const r = mulberry32(seed)
  const base = Math.max(8, Math.min(260, Math.sqrt((width * height) / n) * 0.7))
  return Array.from({ length: n }, (_, id) => {
    const w = Math.round(base * (0.5 + r()))
    const h = Math.round(base * (0.5 + r()))
    const x = Math.round(r() * (width - w))
    const y = Math.round(r() * (height - h))
    return { id, x, y, w, h, c: Math.floor(r() * CLASSES.length) }
  })
}

/** A generated region: its shape, and the box around it. */
interface BenchRegion {
  readonly box: BenchBox
  readonly geometry: Shape
}

/**
 * The regions of a task: the generated boxes, or in each an outline, on its ellipse with each point up to a fifth nearer to
 * the middle. The hand-written page of the bench makes the same ones.
 */
export function benchRegions({ n, size, seed, points }: BenchAsked, at = 0): BenchRegion[] {
  const boxes = benchBoxes(n, size, seed + at)
  if (points < 3)
    return boxes.map((box) => ({ box, geometry: boxShape({ x: box.x, y: box.y, width: box.w, height: box.h }) }))
  const r = mulberry32(seed + at + 1)
  return boxes.map((box) => {
    const ring = Array.from({ length: points }, (_, i) => {
      const angle = (2 * Math.PI * i) / points
      const far = 0.8 + 0.2 * r()
      const [right, down] = [far * Math.cos(angle), far * Math.sin(angle)]
      return { x: box.x + (box.w / 2) * (1 + right), y: box.y + (box.h / 2) * (1 + down) }
    })
    const geometry = outlineShape([ring], false) ?? boxShape({ x: box.x, y: box.y, width: box.w, height: box.h })
    const { x, y, width, height } = boundsOfShape(geometry)
    return { box: { ...box, x, y, w: width, h: height }, geometry }
  })
}

/** The pictures, made or fetched, and the first one decoded: what a prefetched task has. */
export async function benchCache({ img, size, kind }: BenchAsked): Promise<{ cache: ImageCache; images: string }> {
  if (isHeard(kind)) return { cache: new ImageCache(), images: "" }
  const images = img === "" ? await drawnPicture(size) : img
  const cache = new ImageCache()
  const wanted = { media: mediaOf(images, 0), size }
  cache.prepare([], [wanted])
  await cache.show(wanted, () => {})
  return { cache, images }
}

/** Tasks that follow each other without a server; nothing that is sent is kept. */
export function benchTransport(asked: BenchAsked, images: string): TaskTransport {
  let next = 0
  const recording = isHeard(asked.kind) ? benchRecording(asked.seconds) : null
  // What the page asks for first is in memory before the clock of the first render starts.
  const ready = Array.from({ length: READY }, (_, index) => benchLease(asked, images, index))
  const lease = (index: number) => {
    const made = ready[index] ?? benchLease(asked, images, index)
    return recording ? { ...made, media: recording } : made
  }
  const leased = (want: number): HeldLeases => ({
    leases: Array.from({ length: want }, (_, i) => lease(next + i)),
    none: null,
  })
  return {
    next: async ({ want }) => leased(want),
    open: async () => lease(next),
    saveDraft: async ({ revision }) => ({ revision, savedAtMs: 0 }),
    async submitNext({ submissionId, assignmentId, want }) {
      next++
      const sha256 = Sha256.parse("0".repeat(64))
      const receipt = { submissionId, assignmentId, sha256, revision: 1, counted: "counted" as const, storedAtMs: 0 }
      return { receipt, ...leased(want), tryOut: null }
    },
    async ask({ want }) {
      next++
      return leased(want)
    },
    async skip({ want }) {
      next++
      return leased(want)
    },
    heartbeat: async () => null,
    previous: async () => null,
    revise: async () => lease(next),
    guide: async () => guideOf(asked.kind),
    conditions: () => Promise.reject(new Error("the bench has no conditions")),
    acceptConditions: async () => {},
  }
}

const guideOf = (kind: ProjectKind): Guide => ({
  ontology: {
    labels: (isHeard(kind) ? HEARD : CLASSES).map((name, at) => ({
      id: LabelId.parse(name),
      name: { en: name },
      color: LABEL_COLORS[at] ?? "#b0b4ba",
      key: null,
      hasText: KINDS[kind].readsLines || (isHeard(kind) && at === 0),
      attributes: [],
      retired: false,
    })),
  },
  ontologyVersion: 1,
  guideline: "## 1 Boxes\nEdge to edge.",
  guidelineVersion: 1,
  pictures: {},
  projectName: "Bench",
  opening: KINDS[kind].opening,
  shapes: ["box"],
})

function benchLease(asked: BenchAsked, images: string, index: number): Lease {
  const at = index % TASKS
  const regions = (isHeard(asked.kind) ? [] : benchRegions(asked, at)).map(({ box, geometry }) => ({
    id: RegionId.parse(String(box.id)),
    geometry,
    label: LabelId.parse(CLASSES[box.c]),
  }))
  const digits = String(index).padStart(12, "0")
  return {
    assignmentId: AssignmentId.parse(`00000000-0000-4000-8000-${digits}`),
    fence: 1,
    project: BENCH_PROJECT,
    kind: asked.kind,
    size: asked.size,
    media: mediaOf(images, at),
    body: { ...EMPTY_BODY, regions },
    draftRevision: 1,
    nextRevision: 1,
    ontologyVersion: 1,
    guidelineVersion: 1,
    leasedAtMs: 0,
    leaseUntilMs: 0,
    activeSeconds: 0,
    tryOut: null,
    question: "none",
  }
}

function isHeard(kind: ProjectKind): boolean {
  return KINDS[kind].parts === "span"
}

/** One picture under several names, so that each task decodes its own. */
function mediaOf(image: string, at: number) {
  const url = `${image}#${at}`
  return { full: url, preview: url, thumbnail: url }
}

/** A picture with some detail, made in the page. */
async function drawnPicture({ width, height }: Size): Promise<string> {
  const canvas = document.createElement("canvas")
  canvas.width = width
  canvas.height = height
  const ctx = canvas.getContext("2d")
  if (!ctx) return ""
  const r = mulberry32(1)
  ctx.fillStyle = "#8d9aa5"
  ctx.fillRect(0, 0, width, height)
  for (let i = 0; i < 600; i++) {
    ctx.fillStyle = `hsl(${Math.floor(r() * 360)} 30% ${30 + Math.floor(r() * 40)}%)`
    ctx.fillRect(r() * width, r() * height, 20 + r() * 300, 20 + r() * 300)
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85))
  return blob ? URL.createObjectURL(blob) : ""
}
