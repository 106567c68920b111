import type { Overview } from "@justesse/types/wire/project"
import type { ReactNode } from "react"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { TextLink } from "../../ui/Button.tsx"
import { type Part, Progress } from "../../ui/Progress.tsx"

const PARTS = [
  { key: "settled", className: "p-settled" },
  { key: "disputed", className: "p-disp" },
  { key: "waiting", className: "p-wait" },
  { key: "open", className: "p-open" },
  { key: "excluded", className: "p-ex" },
] as const

/** Where the pictures stand; each figure opens what it counts. */
export function Counts({ overview }: { readonly overview: Overview }) {
  const t = useT("overview")
  const format = useFormat()
  const parts: Part[] = PARTS.map((part) => ({
    ...part,
    count: overview.counts[part.key] ?? 0,
    figure: format.number(overview.counts[part.key] ?? 0),
    name: t(`count.${part.key}`),
    outside: part.key === "excluded",
    link: (inside: ReactNode) => (
      <TextLink to="/p/$project/images" params={{ project: overview.card.project }} search={{ state: part.key }}>
        {inside}
      </TextLink>
    ),
  }))
  const counted = overview.pictures - (overview.counts.excluded ?? 0)
  return <Progress label={t("settledOf", { settled: overview.counts.settled ?? 0, count: counted })} parts={parts} />
}
