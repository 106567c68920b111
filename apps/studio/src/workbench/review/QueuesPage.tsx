import type { ReviewQueues } from "@justesse/types/wire/review"
import { useQuery } from "@tanstack/react-query"
import { linkOptions } from "@tanstack/react-router"
import type { z } from "zod"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { PeerSeats, useSeats } from "../../pages/progress/PeerSeats.tsx"
import { useEnter } from "../../shell/useEnter.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro } from "../../ui/layout.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import styles from "./queue.module.css"

type Queues = z.infer<typeof ReviewQueues>["queues"]

/** `/review`: every queue of mine, the fullest first. */
export function QueuesPage() {
  const t = useT("review")
  usePageName(t("title"))
  const queues = useQuery(trpc.review.queues.queryOptions({}))
  return (
    <div className="content">
      <Head title={t("title")} />
      <Loaded query={queues}>{(data) => <QueueList queues={data.queues} />}</Loaded>
      <PeerSeats />
    </div>
  )
}

function QueueList({ queues }: { readonly queues: Queues }) {
  const t = useT("review")
  const format = useFormat()
  const differences = queues.reduce((sum, queue) => sum + queue.differences, 0)
  const minutes = queues.reduce((sum, queue) => sum + queue.minutes, 0)
  const toRead = useSeats().length
  const first = queues.find((queue) => queue.differences > 0)
  useEnter(first ? linkOptions({ to: "/review/$project", params: { project: first.project } }) : null)
  return (
    <>
      <Intro>
        {differences === 0 && toRead > 0 ? (
          <Rich k="queues.leadToRead" t={t} values={{ count: toRead }} />
        ) : (
          <Rich k="queues.lead" t={t} values={{ count: differences, minutes: format.duration(minutes * 60) }} />
        )}
      </Intro>
      {queues.length === 0 ? (
        <Empty icon="review" text={t("queues.emptyText")} title={t("queues.emptyTitle")} />
      ) : (
        <ul className={`${styles.q} ${measures.above20}`}>
          {queues.map((queue) => (
            <li key={queue.project}>
              <TextLink
                className={`${styles.ql} ${styles.queueLine}`}
                to="/review/$project"
                params={{ project: queue.project }}
              >
                <b>{queue.name}</b>
                <span className={styles.sub}>
                  {queue.tasks > 0 ? t("queues.tasks", { count: queue.tasks }) : t("queues.none")}
                </span>
                <span className={styles.c}>
                  <b>{format.number(queue.differences)}</b>
                </span>
                <span className={styles.go}>
                  {queue.differences > 0 && t("queues.about", { minutes: format.duration(queue.minutes * 60) })}
                </span>
                <span className={styles.go}>
                  {queue.differences > 0 && <span className={styles.open}>{t("queues.open")}</span>}
                </span>
              </TextLink>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
