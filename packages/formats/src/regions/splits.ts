/** One picture (or page, or recording) that gets a part. */
export interface SplitItem {
  /** Names it for good: the same in every version, so that it draws the same number each time. */
  readonly id: string
  /** The document it is a page of; a document never crosses parts. */
  readonly document?: string | undefined
  /** Labels in it; only {@link SplitPlan.by} `label` looks at them. */
  readonly labels?: readonly string[] | undefined
  /** The part it had in an earlier version. */
  readonly before?: string | undefined
}

/** A part and its share of all: any positive weight, `80, 10, 10` as well as `0.8, 0.1, 0.1`. Zero keeps a part empty. */
interface SplitShare {
  readonly name: string
  readonly share: number
}

/** By which rule the pictures of a version fall into its splits. The same plan splits the same pictures alike. */
export interface SplitPlan {
  readonly parts: readonly SplitShare[]
  readonly seed: string
  /**
   * `hash`: each document by itself, so that what is added later moves nothing; shares are met on average. `label`: every
   * label is shared out in the parts' shares as well as whole documents allow; an addition may move others.
   */
  readonly by: "hash" | "label"
  /** Parts that keep what they had in an earlier version, the first named wins. Default: `test`. */
  readonly keep?: readonly string[]
}

/** What is split as one: all pages of a document, or a picture of its own. */
interface Group {
  readonly key: string
  /** In [0, 1), from seed and key. */
  readonly hash: number
  readonly size: number
  readonly labels: ReadonlyMap<string, number>
  readonly members: readonly string[]
  readonly fixed: string | null
}

/**
 * The part of every item, by its id. Deterministic, and the same whatever the order of the items: it depends on ids,
 * documents, labels, earlier parts, the plan and nothing else. Whole documents go to one part, also where a page of one
 * was kept in an earlier part. An empty plan of parts gives an empty answer but for what is kept.
 *
 * The stratified way is that of Sechidis, Tsoumakas and Vlahavas 2011 ("On the Stratification of Multi-Label Data"),
 * rarest label first, with ties settled by the hash instead of dice.
 *
 * @example
 * splitsOf([{ id: "a" }], { parts: [{ name: "train", share: 1 }], seed: "1", by: "hash" }) // Map { "a" => "train" }
 */
export function splitsOf(items: Iterable<SplitItem>, plan: SplitPlan): Map<string, string> {
  const groups = groupsOf(items, plan)
  const chosen = plan.by === "hash" ? byHash(groups, plan.parts) : byLabel(groups, plan.parts)
  const splits = new Map<string, string>()
  for (const group of groups) {
    const split = group.fixed ?? chosen.get(group.key)
    if (split !== undefined) for (const id of group.members) splits.set(id, split)
  }
  return splits
}

function groupsOf(items: Iterable<SplitItem>, { seed, keep = ["test"] }: SplitPlan): Group[] {
  const found = new Map<string, SplitItem[]>()
  for (const item of items) {
    // A document and a picture may have the same name: the mark before it tells them apart.
    const key = item.document === undefined ? `p${item.id}` : `d${item.document}`
    const same = found.get(key)
    if (same) same.push(item)
    else found.set(key, [item])
  }
  const groups = [...found].map(([key, members]): Group => {
    const labels = new Map<string, number>()
    for (const member of members)
      for (const label of new Set(member.labels)) labels.set(label, (labels.get(label) ?? 0) + 1)
    return {
      key,
      hash: unitHash(seed, key),
      size: members.length,
      labels,
      members: members.map((member) => member.id),
      fixed: keep.find((split) => members.some((member) => member.before === split)) ?? null,
    }
  })
  return groups.sort((a, b) => a.hash - b.hash || (a.key < b.key ? -1 : 1))
}

function byHash(groups: readonly Group[], splits: readonly SplitShare[]): Map<string, string> {
  const whole = splits.reduce((sum, split) => sum + split.share, 0)
  const open = splits.filter((split) => split.share > 0)
  const chosen = new Map<string, string>()
  for (const { key, hash } of groups) {
    let below = 0
    const split = open.find(({ share }) => hash < (below += share / whole)) ?? open.at(-1)
    if (split) chosen.set(key, split.name)
  }
  return chosen
}

/** Items that a part still wants, of all and of each label. */
interface Wanting {
  readonly name: string
  readonly share: number
  all: number
  readonly of: Map<string, number>
}

function byLabel(groups: readonly Group[], splits: readonly SplitShare[]): Map<string, string> {
  const wanting = wantingOf(groups, splits)
  const chosen = new Map<string, string>()
  const take = (group: Group, split: Wanting | undefined) => {
    if (!split) return
    chosen.set(group.key, split.name)
    fill(split, group)
  }
  // Large documents first: a part that is nearly full can only take small ones.
  for (const [label, those] of rarestFirst(groups))
    for (const group of those) if (!chosen.has(group.key)) take(group, neediest(wanting, label))
  for (const group of groups) if (group.fixed === null && !chosen.has(group.key)) take(group, neediest(wanting, null))
  return chosen
}

function wantingOf(groups: readonly Group[], splits: readonly SplitShare[]): Wanting[] {
  const whole = splits.reduce((sum, split) => sum + split.share, 0)
  const total = groups.reduce((sum, group) => sum + group.size, 0)
  const totals = new Map<string, number>()
  for (const group of groups)
    for (const [label, count] of group.labels) totals.set(label, (totals.get(label) ?? 0) + count)
  const wanting = splits
    .filter((split) => split.share > 0)
    .map(
      ({ name, share }): Wanting => ({
        name,
        share: share / whole,
        all: (total * share) / whole,
        of: new Map([...totals].map(([label, count]) => [label, (count * share) / whole])),
      }),
    )
  for (const group of groups) {
    const split = wanting.find((one) => one.name === group.fixed)
    if (split) fill(split, group)
  }
  return wanting
}

function fill(split: Wanting, group: Group): void {
  split.all -= group.size
  for (const [label, count] of group.labels) split.of.set(label, (split.of.get(label) ?? 0) - count)
}

/** Groups that are still free under each label, rarest label first, the largest group first. */
function rarestFirst(groups: readonly Group[]): [string, Group[]][] {
  const free = new Map<string, Group[]>()
  for (const group of groups) {
    if (group.fixed !== null) continue
    for (const label of group.labels.keys()) {
      const those = free.get(label)
      if (those) those.push(group)
      else free.set(label, [group])
    }
  }
  for (const [label, those] of free) those.sort((a, b) => (b.labels.get(label) ?? 0) - (a.labels.get(label) ?? 0))
  return [...free].sort(([a, those], [b, others]) => those.length - others.length || (a < b ? -1 : 1))
}

/** The part that wants most of `label`, then most of all, then the largest, then the first. */
function neediest(splits: readonly Wanting[], label: string | null): Wanting | undefined {
  let best: Wanting | undefined
  for (const split of splits) if (!best || wantsMore(split, best, label)) best = split
  return best
}

function wantsMore(a: Wanting, b: Wanting, label: string | null): boolean {
  const own = label === null ? 0 : (a.of.get(label) ?? 0) - (b.of.get(label) ?? 0)
  // Sums of shares carry rounding: what differs by less than this is a tie.
  if (Math.abs(own) > 1e-9) return own > 0
  return Math.abs(a.all - b.all) > 1e-9 ? a.all > b.all : a.share > b.share
}

/** A number in [0, 1) from a seed and a key, evenly spread: 53 bits of two FNV-1a hashes, each finished as MurmurHash3 is. */
export function unitHash(seed: string, key: string): number {
  const text = `${seed.length}:${seed}${key}`
  return (hash32(text, 0x811c9dc5) * 0x20_0000 + (hash32(text, 0x9e3779b9) >>> 11)) / 0x20_0000_0000_0000
}

function hash32(text: string, from: number): number {
  let hash = from
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193)
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
