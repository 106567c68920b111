import { KINDS } from "@justesse/types/kinds/list"
import type { Quality } from "@justesse/types/wire/quality"
import { useQuery } from "@tanstack/react-query"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { utcOffsetMinutes } from "../../locale/dates.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useMe, useProjectSlug, useRoles } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Note, Rule, Tag } from "../../ui/layout.tsx"
import { saveFile } from "../../ui/saveFile.ts"
import { useAct } from "../../ui/useAct.ts"
import { AgreementChart, AuditChart, type Parts } from "./Agreement.tsx"
import { asksQuestions, ByLabel } from "./ByLabel.tsx"
import { ByTag } from "./ByTag.tsx"
import { ConfusionPart } from "./ConfusionPart.tsx"
import { qualityCsv } from "./csv.ts"
import { QualityLead } from "./Lead.tsx"
import { NotYet } from "./NotYet.tsx"
import { OrderPart } from "./Order.tsx"
import { People } from "./People.tsx"
import { Reviewers } from "./Reviewers.tsx"
import { Saved } from "./Saved.tsx"
import { Sizes } from "./Sizes.tsx"

/** Pictures of an order that are shown at once. */
const MOST_IN_ORDER = 500

/** How far people agree, where they do not, and how sure that is. Every figure has its interval and its table. */
export function QualityPage() {
  const t = useT("quality")
  const project = useProjectSlug()
  usePageName(t("title"))
  const query = useQuery({
    ...trpc.quality.page.queryOptions({ project, utcOffsetMinutes: utcOffsetMinutes() }),
    // Figures follow their job. Answers and decisions that came since are no job: they are counted within five seconds.
    refetchInterval: 4_000,
  })
  return (
    <div className="content">
      <Loaded query={query}>{(quality) => <Body project={project} quality={quality} />}</Loaded>
    </div>
  )
}

function Body({ project, quality }: { readonly project: string; readonly quality: Quality }) {
  const t = useT("quality")
  const owner = useRoles(project).includes("owner")
  const kind = useMe()?.projects.find((card) => card.project === project)?.kind
  const comparesTwo = kind !== undefined && KINDS[kind].about === "pair"
  const enough = quality.computedAtMs !== null && quality.doubled > 0
  return (
    <>
      <Head beside={<When quality={quality} />} title={t("title")}>
        <span className="only-wide inline">
          {owner && !comparesTwo && <Compute project={project} quality={quality} />}
          {owner && (
            <ButtonLink to="/p/$project/settings" params={{ project }} hash="quality">
              {t("settings")}
            </ButtonLink>
          )}
          {enough && !comparesTwo && (
            <Button icon="download" onClick={() => saveFile(`${project}-quality.csv`, "text/csv", qualityCsv(quality))}>
              {t("csv")}
            </Button>
          )}
        </span>
      </Head>
      {comparesTwo ? (
        <OrderPart limit={MOST_IN_ORDER} project={project} />
      ) : enough ? (
        <Figures parts={kind ? KINDS[kind].parts : "placed"} project={project} quality={quality} />
      ) : (
        <NotYet project={project} quality={quality} />
      )}
    </>
  )
}

/** Whether something is being computed, or changed since figures were. */
function isStale(quality: Quality | undefined): boolean {
  return quality !== undefined && (quality.computing || quality.newAnswers > 0 || quality.changed > 0)
}

function When({ quality }: { readonly quality: Quality }) {
  const t = useT("quality")
  const format = useFormat()
  const { computing, progress, computedAtMs, newAnswers, changed } = quality
  if (computing) {
    const share = progress && progress.total > 0 ? progress.done / progress.total : null
    return (
      <Tag tone="acc">
        {share === null ? t("computing") : t("computingAt", { share: format.percent(Math.min(1, share)) })}
      </Tag>
    )
  }
  if (computedAtMs === null) return null
  const at = format.ago(computedAtMs)
  // Decisions are news as answers are.
  if (newAnswers === 0 && changed > 0) return <Tag tone="need">{t("computedChanged", { at, count: changed })}</Tag>
  return <Tag {...(newAnswers > 0 && { tone: "need" as const })}>{t("computed", { at, count: newAnswers })}</Tag>
}

function Compute({ project, quality }: { readonly project: string; readonly quality: Quality }) {
  const t = useT("quality")
  const compute = useAct(
    () => api.quality.compute.mutate({ project }),
    () => refresh("quality", "models"),
  )
  if (quality.computing || !isStale(quality)) return null
  return (
    <Button disabled={compute.isPending} onClick={() => compute.mutate(undefined)}>
      {t("computeNow")}
    </Button>
  )
}

/** Of a form, how far people agree on each question, and why nothing else is told. */
function FormFigures({ parts, project, quality }: FiguresProps) {
  const t = useT("quality")
  return (
    <>
      <QualityLead quality={quality} />
      <Rule />
      <div className="two">
        <AgreementChart parts={parts} quality={quality} />
        <AuditChart project={project} quality={quality} />
      </div>
      <Rule />
      <ByLabel parts={parts} quality={quality} />
      <div className={measures.above12}>
        <Note>{t("byQuestion.note")}</Note>
      </div>
    </>
  )
}

interface FiguresProps {
  readonly parts: Parts
  readonly project: string
  readonly quality: Quality
}

function Figures({ parts, project, quality }: FiguresProps) {
  const t = useT("quality")
  if (asksQuestions(quality)) return <FormFigures parts={parts} project={project} quality={quality} />
  return (
    <>
      <QualityLead quality={quality} />
      {quality.method && (
        <div className={measures.above12}>
          <Note>
            {t(`method.${quality.method.why}`, {
              name: t(`method.name.${quality.method.name}`),
              ...quality.method.numbers,
            })}
          </Note>
        </div>
      )}
      <Rule />
      <div className="two">
        <AgreementChart parts={parts} quality={quality} />
        <AuditChart project={project} quality={quality} />
      </div>
      <Rule />
      <div className="two">
        <ByLabel parts={parts} quality={quality} />
        <ConfusionPart project={project} quality={quality} />
      </div>
      <Rule />
      <div className="two">
        {parts === "placed" && <Sizes project={project} quality={quality} />}
        <People quality={quality} />
      </div>
      {quality.byTag.length > 0 && (
        <>
          <Rule />
          <ByTag quality={quality} />
        </>
      )}
      {(quality.saved !== null || quality.reviewers.length > 0) && (
        <>
          <Rule />
          <div className="two">
            <Saved project={project} quality={quality} />
            <Reviewers quality={quality} />
          </div>
        </>
      )}
    </>
  )
}
