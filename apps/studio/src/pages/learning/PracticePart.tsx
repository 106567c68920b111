import type { LearnPage } from "@justesse/types/wire/learning"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useEnter } from "../../shell/useEnter.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"

/** The button that begins a practice, by what stands out; Enter does it too. */
export function PractiseButton({ page }: { readonly page: LearnPage }) {
  const t = useT("learning")
  const to = { to: "/work/learn/practice", search: { project: page.project ?? "" } } as const
  useEnter(page.practice > 0 ? to : null)
  if (page.practice === 0) return null
  const focus = page.profile?.focus
  const text = focus?.of === "edge" ? t("practice.edge", { edge: t(`edges.${focus.edge}`) }) : t("practice.begin")
  return (
    <ButtonLink look="primary" {...to}>
      {text} <kbd aria-hidden="true">⏎</kbd>
    </ButtonLink>
  )
}

/** What practice is, how much there is, and what was done of it. */
export function PracticePart({ page }: { readonly page: LearnPage }) {
  const t = useT("learning")
  const format = useFormat()
  const { practice, practised } = page
  return (
    <div className={measures.above20}>
      <Section title={t("practice.own")}>
        <p>{practice === 0 ? t("practice.none") : t("practice.text", { count: practice })}</p>
        {practised.length > 0 && (
          <p className={`dim ${measures.above4}`}>
            {t("practice.done", {
              times: practised
                .map(({ pictures, atMs }) => t("practice.time", { count: pictures, day: format.day(atMs) }))
                .join(", "),
            })}
          </p>
        )}
      </Section>
    </div>
  )
}
