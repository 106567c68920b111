import { KINDS } from "@justesse/types/kinds/list"
import type { Overview } from "@justesse/types/wire/project"
import { useQuery } from "@tanstack/react-query"
import { Navigate } from "@tanstack/react-router"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { utcOffsetMinutes } from "../../locale/dates.ts"
import { useProjectSlug, useRoles } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink, TextLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Note, Rule, Tag } from "../../ui/layout.tsx"
import { OrderPart } from "../quality/Order.tsx"
import { AgreementPart } from "./AgreementPart.tsx"
import { Counts } from "./Counts.tsx"
import { LazyMenu } from "./LazyMenu.tsx"
import { OverviewLead } from "./Lead.tsx"
import { NeedsYou } from "./NeedsYou.tsx"
import { Pace } from "./Pace.tsx"
import { PeoplePart } from "./PeoplePart.tsx"
import { SinceYesterday } from "./SinceYesterday.tsx"
import { WrongPart } from "./WrongPart.tsx"

/** How far a project is, when it will be done, what needs its owner. Annotators are led to the conditions. */
export function OverviewPage() {
  const project = useProjectSlug()
  const roles = useRoles(project)
  const only = roles.length > 0 && roles.every((role) => role === "annotator")
  const query = useQuery({
    ...trpc.project.overview.queryOptions({ project, utcOffsetMinutes: utcOffsetMinutes() }),
    enabled: !only,
    // What people do is no job: it shows within five seconds, but where there is much to count.
    refetchInterval: ({ state }) => ((state.data?.pictures ?? 0) > 20_000 ? 15_000 : 4_000),
  })
  if (only) return <Navigate to="/p/$project/conditions" params={{ project }} replace />
  return (
    <div className="content">
      <Loaded query={query}>{(overview) => <OverviewBody overview={overview} />}</Loaded>
    </div>
  )
}

function OverviewBody({ overview }: { readonly overview: Overview }) {
  const t = useT("overview")
  const { card } = overview
  const owner = card.roles.includes("owner")
  usePageName(card.name)
  return (
    <>
      <Head title={card.name} beside={<Badges overview={overview} />}>
        {owner && (
          <span className="only-wide">
            <ButtonLink
              look="primary"
              to="/p/$project/versions"
              params={{ project: card.project }}
              search={{ freeze: "1" }}
            >
              {t("freeze")}
            </ButtonLink>
          </span>
        )}
        {owner && <LazyMenu overview={overview} />}
      </Head>
      <OverviewLead overview={overview} />
      {card.paused && (
        <div className={measures.above12}>
          <Note need>{t("pausedNote", { reason: overview.settings.pausedReason || t("noReason") })}</Note>
        </div>
      )}
      <Counts overview={overview} />
      {owner && (
        <div className={`only-narrow ${measures.above16}`}>
          <ButtonLink
            wide
            look="primary"
            to="/p/$project/versions"
            params={{ project: card.project }}
            search={{ freeze: "1" }}
          >
            {t("freeze")}
          </ButtonLink>
        </div>
      )}
      <Rule />
      <div className="two">
        <NeedsYou overview={overview} />
        <SinceYesterday overview={overview} />
      </div>
      <Rule />
      <div className="two">
        <Pace overview={overview} />
        <div>
          {KINDS[overview.card.kind].about === "pair" ? (
            <OrderPart limit={5} project={overview.card.project} />
          ) : (
            <AgreementPart overview={overview} />
          )}
          <WrongPart overview={overview} />
        </div>
      </div>
      <Rule />
      <PeoplePart overview={overview} />
      <Rule />
      <p className="dim">
        {t("foot", { overlap: overlapText(overview, t), paused: t(card.paused ? "paused" : "notPaused") })}{" "}
        {owner && (
          <TextLink to="/p/$project/settings" params={{ project: card.project }}>
            {t("settings")}
          </TextLink>
        )}
      </p>
    </>
  )
}

function Badges({ overview }: { readonly overview: Overview }) {
  const t = useT("overview")
  return (
    <span className="inline">
      <Tag>{t(`common:names.${overview.card.names}`)}</Tag>
      {overview.card.state !== "open" && <Tag tone="need">{t(`common:projectState.${overview.card.state}`)}</Tag>}
    </span>
  )
}

function overlapText(overview: Overview, t: ReturnType<typeof useT>): string {
  const { base, more, moreRatio } = overview.settings.overlap
  if (more === base || moreRatio === 0) return t("overlapEach", { count: base })
  return t("overlapShare", { base, more, percent: Math.round(moreRatio * 100) })
}
