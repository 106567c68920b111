import type { LearnPage } from "@justesse/types/wire/learning"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Section } from "../../ui/layout.tsx"
import { PracticePart } from "./PracticePart.tsx"
import css from "./page.module.css"

/** How far there is to the first figure, and what counts. */
export function Gathering({ count, least }: { readonly count: number; readonly least: number }) {
  const t = useT("learning")
  return (
    <>
      <div className={css.thin} aria-hidden="true">
        <i style={{ width: `${Math.min(100, (100 * count) / least)}%` }} />
      </div>
      <p className={`dim ${measures.above8} ${measures.upTo536}`}>
        {t("few.boxes", { count, least })} {t("few.counts")}
      </p>
    </>
  )
}

/** Below ten no figure is shown: only how many there are, and what counts. */
export function TooFew({ page }: { readonly page: LearnPage }) {
  const t = useT("learning")
  return (
    <div className="two">
      <Section title={t("diagram.title")}>
        <Gathering count={page.profile?.edges.boxes ?? 0} least={page.least} />
      </Section>
      <PracticePart page={page} />
    </div>
  )
}
