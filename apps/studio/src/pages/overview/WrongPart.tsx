import { measureOf } from "@justesse/types/kinds/measure"
import type { Overview } from "@justesse/types/wire/project"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import css from "./page.module.css"

/** What differences are called where each is about one thing that is said of all of an asset. */
const SAID: Readonly<Record<string, string>> = { label: "answer", attribute: "answer", missed: "few" }

/** The commonest differences, as bars; each opens the queue filtered to it. */
export function WrongPart({ overview }: { readonly overview: Overview }) {
  const t = useT("overview")
  const format = useFormat()
  const { wrong, card } = overview
  const isSaid = measureOf(card.kind) === "answers"
  const most = Math.max(1, ...wrong.map((one) => one.count))
  return (
    <div className={measures.above16}>
      <Section title={t("wrong")}>
        {wrong.length === 0 ? (
          <p className="dim">{t("wrongNone")}</p>
        ) : (
          <div className="rows">
            {wrong.slice(0, 6).map((one) => (
              <div key={`${one.kind}-${one.label}-${one.other ?? ""}`} className={css.share}>
                <span>
                  {one.other ? `${one.label} ↔ ${one.other}` : one.label}{" "}
                  <span className="dim">{t(`wrongKind.${(isSaid && SAID[one.kind]) || one.kind}`)}</span>
                </span>
                <span className={css.bar}>
                  <i style={{ width: `${Math.max(2, (one.count / most) * 82)}%` }} />
                  <b className="b">{format.number(one.count)}</b>
                </span>
                {overview.disputedDifferences > 0 && (
                  <TextLink
                    className="num nw"
                    to="/review/$project"
                    params={{ project: overview.card.project }}
                    search={{ kinds: one.kind }}
                  >
                    {t("act.differences")}
                  </TextLink>
                )}
              </div>
            ))}
          </div>
        )}
      </Section>
    </div>
  )
}
