import type { MentorWork } from "@justesse/types/wire/mentor"
import { useQuery } from "@tanstack/react-query"
import { linkOptions } from "@tanstack/react-router"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Intro, Rows, Section, Tag } from "../../ui/layout.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import { useAct } from "../../ui/useAct.ts"
import { Criteria } from "./Criteria.tsx"

/** Mentoring others: where I may, who asks, and whom I mentor. */
export function MentorPage() {
  const t = useT("mentor")
  const query = useQuery(trpc.mentor.work.queryOptions({}))
  usePageName(t("title"))
  return (
    <div className="content">
      <Crumbs items={linkOptions([{ to: "/work/learn", children: t("learn") }])} here={t("title")} />
      <Head title={t("title")} />
      <Intro>{t("lead")}</Intro>
      <Loaded query={query}>
        {({ projects }) =>
          projects.length === 0 ? (
            <Empty icon="learn" title={t("emptyTitle")} text={t("emptyText")} />
          ) : (
            projects.map((one) => (
              <div key={one.project} className={measures.above20}>
                <InProject one={one} />
              </div>
            ))
          )
        }
      </Loaded>
    </div>
  )
}

type One = MentorWork["projects"][number]

function InProject({ one }: { readonly one: One }) {
  const t = useT("mentor")
  const { project, may, offers, isNamed, pairs } = one
  const set = useAct(
    (next: boolean) => api.mentor.setOffer.mutate({ project, offers: next }),
    () => refresh("mentor"),
  )
  return (
    <Section
      title={one.name}
      aside={
        may && (
          <Button small disabled={set.isPending} aria-pressed={offers} onClick={() => set.mutate(!offers)}>
            {t(offers ? "stopOffering" : "offer")}
          </Button>
        )
      }
    >
      <p>{t(isNamed ? "named" : may ? "reached" : "missing")}</p>
      {!isNamed && (
        <div className={measures.above8}>
          <Criteria criteria={one.criteria} />
        </div>
      )}
      {pairs.length > 0 ? (
        <div className={measures.above12}>
          <Rows>
            {pairs.map((pair) => (
              <PairRow key={pair.pair} project={project} pair={pair} />
            ))}
          </Rows>
        </div>
      ) : (
        offers && <p className={`dim ${measures.above8}`}>{t("nobodyAsks")}</p>
      )}
    </Section>
  )
}

interface RowProps extends Pick<One, "project"> {
  readonly pair: One["pairs"][number]
}

function PairRow({ project, pair }: RowProps) {
  const t = useT("mentor")
  const format = useFormat()
  const done = () => refresh("mentor", "question")
  // Somebody else may have taken it up: then the list says so.
  const take = useAct(() => api.mentor.offer.mutate({ pair: pair.pair }).finally(done))
  const end = useAct(() => api.mentor.end.mutate({ pair: pair.pair }), done)
  return (
    <div className={`row ${measures.high56}`}>
      <span className="g">
        <span className="b">{pair.learner}</span> {pair.state === "asked" && <Tag tone="need">{t("asks")}</Tag>}
        <br />
        <span className="dim sm">
          {t(`since.${pair.state}`, { day: format.fullDate(pair.sinceMs) })}
          {pair.words !== "" && ` · ${pair.words}`}
        </span>
      </span>
      {pair.state === "asked" && (
        <Button look="primary" disabled={take.isPending} onClick={() => take.mutate(undefined)}>
          {t("takeUp")}
        </Button>
      )}
      {pair.state === "paired" && (
        <ButtonLink look="primary" to="/work/learn/mentor/$slug/$pair" params={{ slug: project, pair: pair.pair }}>
          {t("read")}
        </ButtonLink>
      )}
      {pair.state !== "asked" && (
        <Button disabled={end.isPending} onClick={() => end.mutate(undefined)}>
          {t(pair.state === "offered" ? "withdraw" : "part.end")}
        </Button>
      )}
    </div>
  )
}
