import type { Quality } from "@justesse/types/wire/quality"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useRoles } from "../../shell/useMe.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Intro } from "../../ui/layout.tsx"
import { Progress } from "../../ui/Progress.tsx"
import { Empty } from "../../ui/Trouble.tsx"

/** Before enough pictures were answered twice: how many there are, and how to get there. */
export function NotYet({ project, quality }: { readonly project: string; readonly quality: Quality }) {
  const t = useT("quality")
  const format = useFormat()
  const owner = useRoles(project).includes("owner")
  const { need, doubled } = quality
  if (doubled >= need) return <Intro>{t("empty.soon")}</Intro>
  return (
    <>
      <Intro>
        <Rich k="empty.lead" t={t} values={{ need: format.number(need), count: doubled }} />
      </Intro>
      <div className={`${measures.above16} ${measures.upTo536}`}>
        <Progress
          label={t("empty.progress", { done: doubled, need })}
          parts={[
            {
              key: "done",
              className: "p-settled",
              count: doubled,
              figure: format.number(doubled),
              name: t("empty.done"),
            },
            {
              key: "open",
              className: "p-open",
              count: need - doubled,
              figure: format.number(need - doubled),
              name: t("empty.open"),
            },
          ]}
        />
      </div>
      <Empty icon="quality" text={t("empty.text")} title={t("empty.title")}>
        {owner && (
          <ButtonLink to="/p/$project/settings" params={{ project }} hash="answers">
            {t("empty.act")}
          </ButtonLink>
        )}
      </Empty>
    </>
  )
}
