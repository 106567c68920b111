import type { Quality } from "@justesse/types/wire/quality"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"

/** What asking fewer people saved, and what the audit says it cost. */
export function Saved({ project, quality }: { readonly project: string; readonly quality: Quality }) {
  const t = useT("quality")
  const format = useFormat()
  const { saved, calibration } = quality
  if (!saved) {
    return (
      <Section title={t("saved.title")}>
        <p className="dim">{t("saved.off")}</p>
        <p className={measures.above8}>
          <TextLink to="/p/$project/settings" params={{ project }} hash="quality">
            {t("saved.act")}
          </TextLink>
        </p>
      </Section>
    )
  }
  const ratio = saved.fixed > 0 ? Math.max(0, 1 - saved.used / saved.fixed) : 0
  return (
    <Section title={t("saved.title")}>
      <p>
        <Rich
          k="saved.text"
          t={t}
          values={{ used: format.number(saved.used), fixed: format.number(saved.fixed), share: format.percent(ratio) }}
        />
      </p>
      <p className={measures.above8}>
        {saved.error
          ? t("saved.audit", {
              count: saved.audited,
              value: format.share(saved.error.mean),
              interval: format.shares(saved.error.low, saved.error.high),
            })
          : t("saved.noAudit")}
      </p>
      {calibration && (
        <p className={`dim sm ${measures.above8}`}>
          {t("saved.calibration", { ece: format.ratio(calibration.ece), count: calibration.n })}
        </p>
      )}
    </Section>
  )
}
