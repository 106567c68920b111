import type { MeasureName } from "@justesse/types/records/register"
import type { LinkProps } from "@tanstack/react-router"

/** How much of each line of the register is there about the reader: rows, and seconds of time. */
export type Now = Readonly<Partial<Record<string, number>>>

/** What a person is told of the register in one row. */
export const GROUPS = ["account", "answers", "time", "decisions", "measures", "learning", "messages", "money"] as const
export type Group = (typeof GROUPS)[number]

const GROUP_OF = {
  account: "account",
  preferences: "account",
  signIn: "account",
  acts: "account",
  answers: "answers",
  outcomes: "answers",
  choices: "answers",
  time: "time",
  ticks: "time",
  decisions: "decisions",
  reviews: "decisions",
  audits: "decisions",
  peers: "decisions",
  skills: "measures",
  gold: "measures",
  practice: "learning",
  mentors: "learning",
  messages: "messages",
  ombud: "messages",
  progress: "messages",
  ratings: "messages",
  content: "messages",
  refusedAsks: "messages",
  records: "messages",
  money: "money",
} as const satisfies Record<MeasureName, Group>

/** The line whose amount stands for the group, or the page's name in the navigation; and where it is read. */
type Shown =
  | { readonly counts: MeasureName; readonly to?: NonNullable<LinkProps["to"]> }
  | { readonly named: string; readonly to: NonNullable<LinkProps["to"]> }

/** What stands at the right of each row. */
export const SHOWN: Readonly<Record<Group, Shown>> = {
  account: { named: "mySettings", to: "/settings" },
  answers: { counts: "answers", to: "/work/history" },
  time: { counts: "time", to: "/work/hours" },
  decisions: { named: "decisions", to: "/work/decisions" },
  measures: { counts: "skills" },
  learning: { named: "learning", to: "/work/learn" },
  messages: { counts: "messages", to: "/work/questions" },
  money: { named: "hoursAndPay", to: "/work/hours" },
}

/** Groups that most people have nothing in. */
const RARE: readonly Group[] = ["learning", "money"]

/** The rows of a person: money and learning only where there is any. */
export function groupsFor(now: Now): readonly Group[] {
  const there = new Set(Object.entries(GROUP_OF).flatMap(([name, group]) => ((now[name] ?? 0) > 0 ? [group] : [])))
  return GROUPS.filter((group) => !RARE.includes(group) || there.has(group))
}
