import type { AppealQueue } from "@justesse/types/wire/decision"
import { useQuery } from "@tanstack/react-query"
import { linkOptions } from "@tanstack/react-router"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useEnter } from "../../shell/useEnter.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { AwayPart } from "../../time/AwayPart.tsx"
import { ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Section } from "../../ui/layout.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import css from "./judging.module.css"

/** `/appeals`: appeals that somebody was drawn for, by their last day, and what they decided. */
export function AppealsPage() {
  const t = useT("judging")
  usePageName(t("appeals.title"))
  const query = useQuery(trpc.decision.appeals.queryOptions({}, { staleTime: 0 }))
  return (
    <div className="content">
      <Head title={t("appeals.title")} />
      <Loaded query={query}>{(queue) => <Queue queue={queue} />}</Loaded>
    </div>
  )
}

function Queue({ queue: { waiting, decided, awayUntilMs } }: { readonly queue: AppealQueue }) {
  const t = useT("judging")
  const format = useFormat()
  const [first] = waiting
  useEnter(first ? linkOptions({ to: "/appeals/$decision", params: { decision: first.decision } }) : null)
  if (waiting.length + decided.length === 0)
    return (
      <>
        <Empty icon="review" text={t("appeals.emptyText")} title={t("appeals.emptyTitle")} />
        <div className={measures.above24}>
          <AwayPart untilMs={awayUntilMs} />
        </div>
      </>
    )
  return (
    <>
      <Intro>
        <Rich
          k={first ? "appeals.lead" : "appeals.leadNone"}
          t={t}
          values={{ count: waiting.length, day: first ? format.date(first.targetMs) : "" }}
        />
      </Intro>
      <div className={`two ${measures.above24}`}>
        <div>
          {first && (
            <Section title={t("appeals.toDecide")}>
              {waiting.map((one, i) => (
                <div className={css.line} key={one.decision}>
                  <span>
                    <b>{one.projectName}</b>
                    <span className="dim">{t("appeals.clause", { clause: one.clause })}</span>
                  </span>
                  <span>{t("appeals.by", { day: format.date(one.targetMs) })}</span>
                  <ButtonLink
                    to="/appeals/$decision"
                    params={{ decision: one.decision }}
                    {...(i === 0 && ({ look: "primary", hint: "⏎" } as const))}
                  >
                    {t("appeals.open")}
                  </ButtonLink>
                </div>
              ))}
              <p className="dim">
                {t("appeals.without", { day: format.date(Math.max(...waiting.map(({ untilMs }) => untilMs))) })}
              </p>
            </Section>
          )}
          {decided.length > 0 && (
            <div className={first ? measures.above28 : undefined}>
              <Section title={t("appeals.decided")}>
                {decided.map((one) => (
                  <div className={css.line} key={one.decision}>
                    <span>
                      <b>{one.projectName}</b>
                      <span className="dim">
                        {t("appeals.was", {
                          clause: one.clause,
                          day: format.date(one.atMs),
                          answer: t(`answer.${one.answer}`),
                        })}
                      </span>
                    </span>
                    <ButtonLink to="/appeals/$decision" params={{ decision: one.decision }}>
                      {t("common:see")}
                    </ButtonLink>
                  </div>
                ))}
              </Section>
            </div>
          )}
        </div>
        <div>
          <Section title={t("appeals.how")}>
            <p>{t("appeals.drawn")}</p>
            {first && <p>{t("appeals.among", { count: first.among })}</p>}
            <p className="dim">{t("appeals.blind")}</p>
          </Section>
          <div className={measures.above28}>
            <AwayPart untilMs={awayUntilMs} />
          </div>
        </div>
      </div>
    </>
  )
}
