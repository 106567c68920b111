import { type DetectionTables, detectionTables, type FoundRow, type GoldRow } from "@justesse/quality/detection/index"

/** The same numbers in [0, 1) from the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** As many pictures, labels, objects and found boxes as COCO's validation half with a common detector has. */
export const COCO_SIZE = { images: 5_000, labels: 80, gold: 36_000, found: 108_000 } as const

/**
 * Gold and found boxes of {@link COCO_SIZE}: sizes from 8 to 400 px, labels of uneven frequency, 1 % crowds; a third of
 * the found boxes lie on an object, jittered, 6 % under another label, the others anywhere; scores of three places, so
 * that many are equal.
 */
export function cocoScenes(seed: number): DetectionTables {
  const next = dice(seed)
  const side = () => 8 * 50 ** next()
  const labelOf = () => Math.floor(COCO_SIZE.labels * next() ** 2)
  const gold: GoldRow[] = Array.from({ length: COCO_SIZE.gold }, () => {
    const [w, h] = [side(), side()]
    return {
      image: Math.floor(next() * COCO_SIZE.images),
      label: labelOf(),
      box: [next() * Math.max(1, 640 - w), next() * Math.max(1, 480 - h), w, h],
      area: w * h * (0.5 + 0.4 * next()),
      isCrowd: next() < 0.01,
    }
  })
  const found: FoundRow[] = Array.from({ length: COCO_SIZE.found }, (_, i) => {
    const near = i % 3 === 0 ? gold[Math.floor(i / 3)] : undefined
    const score = Math.round((near ? 0.2 + 0.8 * next() : 0.7 * next() ** 2) * 1_000) / 1_000
    if (near === undefined) {
      return {
        image: Math.floor(next() * COCO_SIZE.images),
        label: labelOf(),
        box: [next() * 600, next() * 440, side(), side()],
        score,
      }
    }
    const [x, y, w, h] = near.box
    const shift = (size: number) => (next() - 0.5) * 0.3 * size
    const box = [x + shift(w), y + shift(h), w * (0.85 + 0.3 * next()), h * (0.85 + 0.3 * next())] as const
    return { image: near.image, label: next() < 0.06 ? labelOf() : near.label, box, score }
  })
  return detectionTables(COCO_SIZE.images, COCO_SIZE.labels, gold, found)
}
