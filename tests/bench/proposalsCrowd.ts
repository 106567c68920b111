import { randomUUID } from "node:crypto"

/** A number in [0, 1) that a text always gives: FNV-1a, mixed as MurmurHash3 ends. */
function draw(text: string): number {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** Things of a picture lie in cells, so far apart that nobody can mean another one. */
const [COLUMNS, CELL, WIDTH, HEIGHT] = [5, 64, 40, 30]
export const THINGS = 10
/** Pictures differ in size: it is how a simulated person knows which one they were given, since the wire does not say. */
const [LEAST_WIDTH, LEAST_HEIGHT, SIZES] = [COLUMNS * CELL + 4, 2 * CELL + 4, 40]

export const sizeOfPicture = (picture: number) => ({
  width: LEAST_WIDTH + (picture % SIZES),
  height: LEAST_HEIGHT + Math.floor(picture / SIZES),
})
export const pictureOfSize = ({ width, height }: { readonly width: number; readonly height: number }) =>
  width - LEAST_WIDTH + SIZES * (height - LEAST_HEIGHT)

const boxAt = (cell: number, shift = 0) => ({
  x: (cell % COLUMNS) * CELL + 10 + shift,
  y: Math.floor(cell / COLUMNS) * CELL + 12,
  width: WIDTH,
  height: HEIGHT,
})
export const cellOf = ({ x, y }: { readonly x: number; readonly y: number }) =>
  Math.floor(x / CELL) + COLUMNS * Math.floor(y / CELL)

export type LabelName = "thing" | "other"
/** What a model says of a cell: what is there, something else, or something where nothing is. */
type Proposal = "right" | "label" | "nothing"

function proposalAt(picture: number, cell: number): Proposal {
  const at = draw(`model ${picture} ${cell}`)
  return at < 0.8 ? "right" : at < 0.9 ? "label" : "nothing"
}

/** What is there. */
export const truthAt = (picture: number, cell: number): LabelName | null =>
  proposalAt(picture, cell) === "nothing" ? null : "thing"
/** What the model says is there: it says something of each cell. */
const proposedAt = (picture: number, cell: number): LabelName =>
  proposalAt(picture, cell) === "label" ? "other" : "thing"

/** The model's results as COCO writes them, with the file that names pictures and categories. */
export function predictions(pictures: number): { readonly results: string; readonly names: string } {
  const cells = [...Array(THINGS).keys()]
  const results = [...Array(pictures).keys()].flatMap((picture) =>
    cells.map((cell) => ({
      ...{ image_id: picture + 1, category_id: proposedAt(picture, cell) === "thing" ? 1 : 2 },
      ...{ bbox: Object.values(boxAt(cell)), score: 0.3 + 0.6 * draw(`score ${picture} ${cell}`) },
    })),
  )
  const images = [...Array(pictures).keys()].map((picture) => ({
    ...{ id: picture + 1, file_name: `picture-${picture}.jpg` },
    ...sizeOfPicture(picture),
  }))
  const categories = [
    { id: 1, name: "thing" },
    { id: 2, name: "other" },
  ]
  return { results: JSON.stringify(results), names: JSON.stringify({ images, categories }) }
}

export interface WorkRegionSeen {
  readonly id: string
  readonly label: string
  readonly geometry: { readonly x: number; readonly y: number }
  readonly proposed?: boolean
}
export interface LeaseSeen {
  readonly assignmentId: string
  readonly fence: number
  readonly ontologyVersion: number
  readonly guidelineVersion: number
  readonly size: { readonly width: number; readonly height: number }
  readonly body: { readonly regions: readonly WorkRegionSeen[] }
}

/** What one person left in each cell, and what they did with what was proposed. */
export interface Answered {
  readonly picture: number
  readonly person: string
  readonly withheld: boolean
  readonly seconds: number
  readonly cells: ReadonlyMap<number, LabelName>
  readonly taken: number
  readonly changed: number
  readonly refused: number
  readonly untouched: number
}

interface Built {
  readonly answered: Answered
  readonly input: Record<string, unknown>
}

/**
 * The answer of a person who takes, moves, renames and drops what a model proposes, each time the same for the same person and picture.
 * Without proposals they draw what is there and miss a tenth. `leaves`: how many proposals they leave as they are.
 */
export function answerOf(person: string, lease: LeaseSeen, seconds: number, leaves: number): Built {
  const picture = pictureOfSize(lease.size)
  const { regions: offered } = lease.body
  const withheld = offered.length === 0
  const cells = new Map<number, LabelName>()
  const regions: object[] = []
  const [taken, changed]: [string[], string[]] = [[], []]
  let [refused, untouched] = [0, 0]
  const put = (id: string, cell: number, label: LabelName, shift = 0) => {
    cells.set(cell, label)
    regions.push({ id, label, geometry: { type: "box", ...boxAt(cell, shift) } })
  }
  for (const { id, geometry } of offered) {
    const cell = cellOf(geometry)
    const at = draw(`${person} ${picture} ${cell}`)
    const kind = proposalAt(picture, cell)
    if (untouched < leaves) untouched++
    else if (kind === "right" ? at < 0.8 : kind === "label" ? at < 0.3 : at < 0.25) {
      put(id, cell, proposedAt(picture, cell))
      taken.push(id)
    } else if (kind === "right" ? at < 0.95 : kind === "label" && at < 0.9) {
      put(id, cell, "thing", kind === "right" ? 2 : 0)
      changed.push(id)
    } else refused++
  }
  if (withheld)
    for (let cell = 0; cell < THINGS; cell++)
      if (truthAt(picture, cell) && draw(`${person} ${picture} ${cell}`) < 0.9) put(`own-${cell}`, cell, "thing")
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
  const body = { regions, nothingHere: regions.length === 0 }
  const input = {
    ...{ assignmentId, fence, ontologyVersion, guidelineVersion, submissionId: randomUUID(), body, want: 1 },
    ...(!withheld && { proposals: { taken, changed, refused, untouched } }),
  }
  const counts = { taken: taken.length, changed: changed.length, refused, untouched }
  return { answered: { picture, person, withheld, seconds, cells, ...counts }, input }
}

/** What the gains should say, by another way than the studio's: of cells, not of overlaps. */
export function expectedGains(answers: readonly Answered[]) {
  const byPicture = new Map<number, Answered[]>()
  for (const one of answers) byPicture.set(one.picture, [...(byPicture.get(one.picture) ?? []), one])
  const sums = { wrong: 0, kept: 0, final: { with: 0, without: 0 }, missed: { with: 0, without: 0 }, reviewed: 0 }
  for (const [picture, both] of byPicture) {
    const cells = [...Array(THINGS).keys()]
    const said = (cell: number) => both.map((one) => one.cells.get(cell) ?? null)
    const isAgreed = (cell: number) => new Set(said(cell)).size === 1
    if (cells.every(isAgreed)) continue // final by rule: nobody independent looked
    sums.reviewed++
    const finalAt = (cell: number) => (isAgreed(cell) ? (said(cell)[0] ?? null) : truthAt(picture, cell))
    for (const answer of both) {
      const side = answer.withheld ? "without" : "with"
      for (const cell of cells) {
        const [final, mine, proposed] = [finalAt(cell), answer.cells.get(cell) ?? null, proposedAt(picture, cell)]
        if (final !== null) sums.final[side]++
        if (final !== null && mine !== final) sums.missed[side]++
        if (answer.withheld || proposed === final) continue
        sums.wrong++
        if (mine === proposed) sums.kept++
      }
    }
  }
  const arm = (withheld: boolean) => answers.filter((one) => one.withheld === withheld)
  const mean = (list: readonly Answered[]) => list.reduce((sum, { seconds }) => sum + seconds, 0) / list.length
  return {
    ...sums,
    answers: { with: arm(false).length, without: arm(true).length },
    seconds: { with: mean(arm(false)), without: mean(arm(true)) },
  }
}
