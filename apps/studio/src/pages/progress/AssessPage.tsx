import { ProjectSlug } from "@justesse/types"
import { type PeerReading, PeerSeatOnly } from "@justesse/types/progress/peers"
import { useQuery } from "@tanstack/react-query"
import { linkOptions, useParams } from "@tanstack/react-router"
import { useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { keepHere, readHere } from "../../shell/browserKeeps.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { useReviewClock } from "../../time/unleased.ts"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head } from "../../ui/layout.tsx"
import { Empty, Wrong } from "../../ui/Trouble.tsx"
import { useAct } from "../../ui/useAct.ts"
import { leafTo } from "../mentors/marked.ts"
import css from "../mentors/page.module.css"
import { useLeafing } from "../mentors/useLeafing.ts"
import { AssessItem } from "./AssessItem.tsx"
import { nextToSay, readSheet, type SoFar, toSheet, whichSaid } from "./sheet.ts"

/** Five answers of somebody who asks to review, whom nobody names: would I have accepted each as it is? The time counts as reviewing. */
export function AssessPage() {
  const t = useT("progress")
  const at = useParams({ from: "/manage/review/$project/peer/$seat" })
  const { project, seat } = PeerSeatOnly.parse({ project: ProjectSlug.parse(at.project), seat: at.seat })
  const query = useQuery(trpc.progress.seat.queryOptions({ project, seat }))
  usePageName(t("assess.title"))
  return (
    <div className="content">
      <Crumbs items={linkOptions([{ to: "/review", children: t("assess.back") }])} here={t("assess.title")} />
      <Loaded query={query}>
        {(reading) =>
          reading.state === "asked" ? (
            <Reading key={seat} reading={reading} project={project} seat={seat} />
          ) : (
            <>
              <Head title={t("assess.title")} />
              <Empty icon="review" title={t(`assess.${reading.state}Title`)} text={t(`assess.${reading.state}Text`)} />
            </>
          )
        }
      </Loaded>
    </div>
  )
}

interface Props {
  readonly reading: PeerReading
  readonly project: ProjectSlug
  readonly seat: ReturnType<typeof PeerSeatOnly.parse>["seat"]
}

function Reading({ reading, project, seat }: Props) {
  const t = useT("progress")
  const format = useFormat()
  useReviewClock(project)
  const { items, dueMs } = reading
  // What is begun here outlives a lost network and a page that is closed.
  const key = `justesse.peer.${seat}`
  const [said, setSaid] = useState(() => readSheet(readHere(key), items.length))
  const [at, setAt] = useState(0)
  const leaf = (by: number) => setAt((now) => leafTo(now, by, items.length))
  useLeafing(leaf)
  const say = (one: SoFar) => {
    const next = said.map((before, n) => (n === at ? one : before))
    setSaid(next)
    keepHere(key, JSON.stringify(next))
  }
  const over = async () => {
    keepHere(key, null)
    await refresh("progress", "question")
  }
  const sheet = toSheet(items, said)
  const send = useAct(
    (what: NonNullable<typeof sheet>) => api.progress.assess.mutate({ project, seat, said: what }),
    over,
  )
  const handOn = useAct(() => api.progress.handOn.mutate({ project, seat }), over)
  const isGoing = send.isPending || handOn.isPending
  const one = said[at]
  const isSaid = whichSaid(items, said)
  const next = isSaid[at] ? nextToSay(isSaid, at) : null
  return (
    <>
      <Head title={t("assess.at", { at: at + 1, of: items.length })}>
        <Button icon="left" aria-label={t("assess.previous")} disabled={at === 0} onClick={() => leaf(-1)} />
        <Button icon="right" aria-label={t("assess.next")} disabled={at === items.length - 1} onClick={() => leaf(1)} />
      </Head>
      <p className={`dim ${measures.upTo640}`}>{t("assess.lead", { day: format.fullDate(dueMs) })}</p>
      <div className={css.regions} role="group" aria-label={t("assess.which")}>
        {isSaid.map((done, n) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: an answer is known by its place
            key={n}
            type="button"
            className={n === at ? "chip on" : "chip"}
            aria-pressed={n === at}
            aria-label={t(done ? "assess.oneSaid" : "assess.oneNot", { at: n + 1 })}
            onClick={() => setAt(n)}
          >
            {n + 1}
            {done && " ✓"}
          </button>
        ))}
      </div>
      {one && <AssessItem key={at} item={items[at] ?? null} ontology={reading.ontology} said={one} onSay={say} />}
      <div className={`inline ${measures.above16}`}>
        {next !== null && (
          <Button look="primary" hint={next === at + 1 ? "N" : undefined} onClick={() => setAt(next)}>
            {t("assess.goOn", { at: next + 1 })}
          </Button>
        )}
        <Button
          look={next === null ? "primary" : "plain"}
          disabled={sheet === null || isGoing}
          onClick={() => sheet && send.mutate(sheet)}
        >
          {t("assess.send")}
        </Button>
        <Button disabled={isGoing} onClick={() => handOn.mutate(undefined)}>
          {t("assess.handOn")}
        </Button>
        <span className="dim num">{t("assess.said", { count: isSaid.filter(Boolean).length, of: items.length })}</span>
      </div>
      <Wrong error={send.error ?? handOn.error} />
    </>
  )
}
