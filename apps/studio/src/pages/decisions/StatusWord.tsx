import type { DecisionStatus } from "@justesse/types/decisions/shown"
import type { ReactNode } from "react"
import { useT } from "../../i18n/useT.ts"
import css from "./page.module.css"

const STROKE = { fill: "none", stroke: "currentColor", strokeWidth: 1.6 } as const

/** Each status has a shape of its own, so that none is told by its colour alone. */
const SHAPES: Readonly<Record<DecisionStatus, ReactNode>> = {
  rejected: <path d="M2 2h10v10h-10zM2 2l10 10" {...STROKE} />,
  proposed: <path d="M7 1l6 6-6 6-6-6z" fill="currentColor" />,
  returned: <circle cx="7" cy="7" r="5" {...STROKE} />,
  submitted: <circle cx="7" cy="7" r="5" {...STROKE} />,
  appealed: <circle cx="7" cy="7" r="5" {...STROKE} strokeDasharray="2.4 2" />,
  overturned: <circle cx="7" cy="7" r="5.6" fill="currentColor" />,
  stands: <path d="M1 7h12" {...STROKE} strokeWidth={2} />,
  accepted: <path d="M2 7.500l3.500 3.500 6.500-7.500" {...STROKE} />,
  auto_accepted: <path d="M2 7.500l3.500 3.500 6.500-7.500" {...STROKE} />,
  withdrawn: <path d="M2 7.500l3.500 3.500 6.500-7.500" {...STROKE} />,
}

const TONES: Readonly<Partial<Record<DecisionStatus, "need" | "good" | "loss" | "acc">>> = {
  rejected: "loss",
  proposed: "need",
  returned: "need",
  appealed: "acc",
  overturned: "good",
  accepted: "good",
  auto_accepted: "good",
  withdrawn: "good",
}

/** Where an answer stands that somebody doubted: a shape and a word. */
export function StatusWord({ status }: { readonly status: DecisionStatus }) {
  const t = useT("decisions")
  const tone = TONES[status]
  return (
    <span className={css.status}>
      <svg className={tone && css[tone]} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        {SHAPES[status]}
      </svg>
      <b>{t(`status.${status}`)}</b>
    </span>
  )
}
