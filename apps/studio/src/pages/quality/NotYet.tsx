import type { Quality } from "@justesse/types/wire/quality"
import { useT } from "../../i18n/useT.ts"
import { useRoles } from "../../shell/useMe.ts"
import { ButtonLink } from "../../ui/Button.tsx"
import { Intro } from "../../ui/layout.tsx"
import { Empty } from "../../ui/Trouble.tsx"

/** Before a task was answered twice: what the page waits for, and the setting where nobody is asked a second time. */
export function NotYet({ project, quality }: { readonly project: string; readonly quality: Quality }) {
  const t = useT("quality")
  const owner = useRoles(project).includes("owner")
  if (quality.doubled > 0) return <Intro>{t("empty.soon")}</Intro>
  return (
    <Empty
      icon="quality"
      text={t(quality.asksTwo ? "empty.first" : "empty.text")}
      title={t(quality.asksTwo ? "agreement.none" : "empty.title")}
    >
      {owner && !quality.asksTwo && (
        <ButtonLink to="/p/$project/settings" params={{ project }} hash="answers">
          {t("empty.act")}
        </ButtonLink>
      )}
    </Empty>
  )
}
