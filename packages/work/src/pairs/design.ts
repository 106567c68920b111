/** Two assets that are to be compared, by number. Which is first means nothing: sides are drawn for each person. */
export interface Pair {
  readonly first: number
  readonly second: number
}

/** What is to be compared, what is compared already, and how often each asset wants to be. */
interface PairsWanted {
  readonly assets: readonly number[]
  readonly there: readonly Pair[]
  /** Comparisons of each asset, from 2. */
  readonly each: number
  /** Another one gives another design; the same gives the same. */
  readonly seed: number
}

/** How many pairs a project begins with: each asset in so many comparisons, or each beside every other where they are few. */
export function countPairs(assets: number, each: number): number {
  const most = Math.min(each, assets - 1)
  if (most <= 0) return 0
  return assets * Math.floor(most / 2) + (most % 2) * Math.ceil(assets / 2)
}

/**
 * The pairs that are missing so that each asset is in `each` comparisons, or beside every other, and that one can be reached from any
 * other. What nobody compared yet forms rings of steps of several widths in an order of chance, so that all of it is in as many
 * comparisons and each asset is the first of some; what comes later is tied to what is there, whose comparisons are the fewest, first.
 */
export function designPairs({ assets, there, each, seed }: PairsWanted): Pair[] {
  const degree = new Map<number, number>(assets.map((asset) => [asset, 0]))
  const known = new Set<string>()
  const made: Pair[] = []
  const join = (first: number, second: number, isNew = true) => {
    known.add(keyOf(first, second))
    for (const asset of [first, second]) degree.set(asset, (degree.get(asset) ?? 0) + 1)
    if (isNew) made.push({ first, second })
  }
  const joined = (a: number, b: number) => known.has(keyOf(a, b))
  for (const { first, second } of there) join(first, second, false)
  const most = Math.min(each, assets.length - 1)
  const degreeOf = (asset: number) => degree.get(asset) ?? 0
  const byChance = [...assets].sort((a, b) => mixed(a, seed) - mixed(b, seed) || a - b)
  const fresh = byChance.filter((asset) => degreeOf(asset) === 0)
  const old = byChance.filter((asset) => degreeOf(asset) > 0).sort((a, b) => degreeOf(a) - degreeOf(b))
  const apart = old.length > 0 ? most - 1 : most
  for (const { first, second } of ringOf(fresh, apart, seed)) join(first, second)
  // A few that are new tie all of them, unless they hang together by twos alone.
  const ties = old.length === 0 ? 0 : Math.min(fresh.length, apart < 2 ? fresh.length : old.length * each)
  for (let at = 0; at < ties; at++) join(fresh[at] ?? 0, old[at % old.length] ?? 0)
  topUp()
  return made

  function topUp(): void {
    const short = byChance.filter((asset) => degreeOf(asset) < most)
    let place = 0
    for (const [at, asset] of short.entries()) {
      // Those before it have what they want, or are beside every other.
      for (let next = at + 1; next < short.length && degreeOf(asset) < most; next++) {
        const other = short[next] ?? asset
        if (degreeOf(other) < most && !joined(asset, other)) join(asset, other)
      }
      for (let tried = 0; degreeOf(asset) < most && tried < byChance.length; tried++) {
        const other = byChance[place++ % byChance.length] ?? asset
        if (other !== asset && !joined(asset, other)) join(asset, other)
      }
    }
  }
}

/** Each of a list in so many pairs: steps of one along a ring, so that all of it hangs together, and further ones of chance. */
function ringOf(list: readonly number[], wanted: number, seed: number): Pair[] {
  const many = Math.min(wanted, list.length - 1)
  if (many <= 0) return []
  const size = list.length
  const widest = Math.floor((size - 1) / 2)
  const at = (place: number) => list[place % size] ?? 0
  const isHalf = many % 2 === 1
  const others = Array.from({ length: widest }, (_, i) => i + 1)
    .slice(1, isHalf && size % 2 === 1 ? -1 : undefined)
    .sort((a, b) => mixed(a, seed ^ size) - mixed(b, seed ^ size) || a - b)
  const steps = many < 2 ? [] : [1, ...others.slice(0, Math.floor(many / 2) - 1)]
  const pairs = steps.flatMap((step) => list.map((first, place) => ({ first, second: at(place + step) })))
  if (!isHalf) return pairs
  // One more for each: across the ring, or of an odd ring every other stretch of the widest steps.
  if (size % 2 === 0)
    return [...pairs, ...list.slice(0, size / 2).map((first, place) => ({ first, second: at(place + size / 2) }))]
  const across = Array.from({ length: (size + 1) / 2 }, (_, i) => 2 * i * widest)
  return [...pairs, ...across.map((place) => ({ first: at(place), second: at(place + widest) }))]
}

const keyOf = (a: number, b: number) => (a < b ? `${a} ${b}` : `${b} ${a}`)

/** A number of chance that hangs on two numbers alone. */
function mixed(value: number, seed: number): number {
  let mix = Math.imul(value ^ seed, 0x9e3779b1) ^ seed
  mix = Math.imul(mix ^ (mix >>> 15), 0x85ebca6b)
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35)
  return (mix ^ (mix >>> 16)) >>> 0
}
