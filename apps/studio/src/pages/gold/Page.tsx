import { type GoldList, GoldState } from "@justesse/types/wire/quality"
import { linkOptions } from "@tanstack/react-router"
import { api } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { readGoldParams } from "../../search.ts"
import { useProjectSlug, useRoles } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink, TextLink } from "../../ui/Button.tsx"
import { Head, Intro, Note, Seg } from "../../ui/layout.tsx"
import { More } from "../../ui/More.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { Empty, Trouble } from "../../ui/Trouble.tsx"
import { usePages } from "../../ui/usePages.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { ChooseFiles } from "../../uploads/ChooseFiles.tsx"
import { UploadLines } from "../../uploads/Lines.tsx"
import { sendFiles } from "../../uploads/store.ts"
import { GoldRows } from "./Rows.tsx"

const LIMIT = 60

/** Pictures whose right answer is known: what they tell, which ones are doubted, and the set for trying out. */
export function GoldPage() {
  const t = useT("gold")
  const project = useProjectSlug()
  const owner = useRoles(project).includes("owner")
  const [searchParams, change] = useSearchParams(readGoldParams)
  const state = GoldState.safeParse(searchParams.state).data
  usePageName(t("title"))
  const input = { project, states: state ? [state] : [], limit: LIMIT }
  const query = usePages([["gold", "list"], input], (cursor) => api.gold.list.query({ ...input, cursor }), project)
  const first = query.data?.pages[0]
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <div className="content">
      <Head title={t("title")}>
        {owner && (
          <span className="only-wide inline">
            <ButtonLink to="/p/$project/images" params={{ project }} search={{ state: "settled", for: "gold" }}>
              {t("fromImages")}
            </ButtonLink>
            <ChooseFiles icon="plus" name={t("fromFile")} onFiles={(files) => sendFiles(project, files, "gold")} />
          </span>
        )}
      </Head>
      {query.isPending && <Skeleton />}
      {query.isError && !first && <Trouble again={() => void query.refetch()} error={query.error} />}
      {first && (
        <>
          <GoldLead list={first} />
          {first.paused && <PausedNote project={project} paused={first.paused} />}
          {owner && <UploadLines project={project} />}
          {countOf(first) === 0 ? (
            <Empty icon="gold" text={t("empty.text")} title={t("empty.title")}>
              {owner && (
                <ButtonLink to="/p/$project/images" params={{ project }} search={{ state: "settled", for: "gold" }}>
                  {t("fromImages")}
                </ButtonLink>
              )}
            </Empty>
          ) : (
            <>
              <div className={`bar ${measures.above16}`}>
                <Seg
                  label={t("which")}
                  onChange={(value) => change({ state: value === "all" ? undefined : value })}
                  options={[
                    { value: "all", name: t("all") },
                    ...GoldState.options.map((one) => ({ value: one, name: <StateName list={first} state={one} /> })),
                  ]}
                  value={state ?? "all"}
                />
              </div>
              <GoldRows owner={owner} project={project} rows={rows} />
              <More query={query} />
            </>
          )}
          <p className={`dim sm ${measures.above24} ${measures.upTo720}`}>
            {t("how")}{" "}
            <TextLink to="/p/$project/settings" params={{ project }} hash="quality">
              {t("settings")}
            </TextLink>
          </p>
        </>
      )}
    </div>
  )
}

type List = {
  readonly counts: Readonly<Partial<Record<GoldState, number>>>
  readonly rate: GoldList["rate"]
  readonly paused: GoldList["paused"]
}

function countOf({ counts }: List): number {
  return GoldState.options.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
}

function StateName({ list, state }: { readonly list: List; readonly state: GoldState }) {
  const t = useT("gold")
  const format = useFormat()
  return (
    <>
      {t(`state.${state}`)} {format.number(list.counts[state] ?? 0)}
    </>
  )
}

/** Why gold is not drawn now, and what would mend it. */
function PausedNote({
  project,
  paused,
}: {
  readonly project: string
  readonly paused: NonNullable<GoldList["paused"]>
}) {
  const t = useT("gold")
  const { pictures, of, set } = paused
  const key = pictures === of ? "paused.all" : "paused.some"
  return (
    <Note need>
      <Rich k={key} t={t} values={{ count: pictures, of, set: set?.name ?? t("paused.aModel") }} />{" "}
      <Rich k="paused.fix" t={t} to={linkOptions({ to: "/p/$project/imports", params: { project } })} />
    </Note>
  )
}

function GoldLead({ list }: { readonly list: List }) {
  const t = useT("gold")
  const format = useFormat()
  const active = list.counts.active ?? 0
  const trial = list.counts.trial ?? 0
  const waits = list.paused !== null && list.paused.pictures === list.paused.of
  const rate = list.rate
  const often = rate
    ? ` ${t(rate.low === rate.high ? "often" : "oftenBetween", { low: format.percent(rate.low), high: format.percent(rate.high) })}`
    : ""
  return (
    <Intro>
      <Rich k={active === 0 ? "leadNone" : waits ? "leadPaused" : "lead"} t={t} values={{ count: active }} />
      {active > 0 && !waits && often}
      {trial > 0 && ` ${t("leadTrial", { count: trial })}`}
    </Intro>
  )
}
