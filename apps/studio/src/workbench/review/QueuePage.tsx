import { DisagreementKind, inLanguage, LabelId, ProjectSlug } from "@justesse/types"
import type { ReviewQueue } from "@justesse/types/wire/review"
import { Select } from "@mantine/core"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { linkOptions } from "@tanstack/react-router"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useNow } from "../../locale/useNow.ts"
import { readQueueParams, SINCE } from "../../search.ts"
import { useEnter } from "../../shell/useEnter.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro } from "../../ui/layout.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import { listOf, useSearchParams } from "../../ui/useSearchParams.ts"
import { namedKind } from "./model/namedKind.ts"
import { KindRows } from "./queue/KindRows.tsx"
import { SecondRow } from "./queue/SecondRow.tsx"
import { SimilarRows } from "./queue/SimilarRows.tsx"
import { sinceMs } from "./queue/since.ts"
import styles from "./queue.module.css"

/** What a decision changes, from most to least: the order of the rows. */
const ORDER: readonly DisagreementKind[] = ["text", "one_person", "nothing", "label", "place", "attribute"]

/** Minutes that a decision takes where nobody measured yet. */
const GUESSED_MINUTES = 11 / 60

/** `/review/:project`: how much of what waits, and the way in. Filters live in the address. */
export function QueuePage() {
  const t = useT("review")
  const project = ProjectSlug.parse(useProjectSlug())
  const [searchParams] = useSearchParams(readQueueParams)
  const kinds = listOf(searchParams.kinds, DisagreementKind.options)
  const labels = (searchParams.labels ?? "").split(",").flatMap((param) => LabelId.safeParse(param).data ?? [])
  const since = sinceMs(searchParams.since, useNow())
  const query = useQuery(
    trpc.review.queue.queryOptions(
      { project, kinds, labels, ...(since !== null && { sinceMs: since }) },
      // What was decided since is not offered again while the queue is read anew.
      { placeholderData: keepPreviousData, staleTime: 0, gcTime: 0 },
    ),
  )
  usePageName(query.data?.name ?? t("title"))
  return (
    <div className="content">
      <Loaded query={query}>
        {(queue) => (
          <Queue
            kinds={kinds}
            labels={labels}
            queue={queue}
            second={searchParams.look === "second"}
            since={searchParams.since ?? null}
          />
        )}
      </Loaded>
    </div>
  )
}

interface QueueProps {
  readonly queue: ReviewQueue
  readonly kinds: readonly DisagreementKind[]
  readonly labels: readonly LabelId[]
  readonly since: (typeof SINCE)[number] | null
  /** Only sampled checks. */
  readonly second: boolean
}

function Queue({ queue, kinds, labels, since, second }: QueueProps) {
  const t = useT("review")
  const format = useFormat()
  const filter = {
    kinds: kinds.join(",") || undefined,
    labels: labels.join(",") || undefined,
    since: since ?? undefined,
    look: second ? ("second" as const) : undefined,
  }
  const waiting = second ? queue.secondLooks : queue
  const whole = queue.byKind.reduce((sum, one) => sum + one.differences, 0)
  const next = { project: queue.project, task: "next" }
  const start =
    waiting.differences > 0 ? linkOptions({ to: "/review/$project/$task", params: next, search: filter }) : null
  useEnter(start)
  if (whole === 0 && queue.differences === 0 && since === null && queue.secondLooks.tasks === 0)
    return <NothingDisputed queue={queue} />
  const each = queue.differences > 0 ? queue.minutes / queue.differences : GUESSED_MINUTES
  const values = {
    count: waiting.differences,
    tasks: t("queue.tasks", { count: waiting.tasks }),
    minutes: format.duration(Math.ceil(waiting.differences * each) * 60),
  }
  const none = second ? "queue.noneSampled" : "queue.noneOfFilter"
  const similar = !second && queue.alikeDifferences > 0 ? ` ${t("alike.lead", { count: queue.alikeDifferences })}` : ""
  return (
    <>
      <Head title={queue.name}>
        {start !== null && (
          <ButtonLink hint="⏎" look="primary" {...start}>
            {t("queue.start")}
          </ButtonLink>
        )}
      </Head>
      <Intro>
        {waiting.differences > 0 ? t(second ? "queue.leadSecond" : "queue.lead", values) : t(none)}
        {similar}
      </Intro>
      <Filters kinds={kinds} labels={labels} queue={queue} second={second} since={since} />
      {queue.resume !== null && !second && (
        <div className={styles.resume}>
          <span>
            <Rich k="queue.resume" t={t} />
          </span>
          <ButtonLink to="/review/$project/$task" params={{ project: queue.project, task: String(queue.resume) }}>
            {t("queue.goOn")}
          </ButtonLink>
        </div>
      )}
      <SecondRow project={queue.project} />
      {second ? (
        waiting.differences > 0 && <p className={styles.blind}>{t("queue.blind")}</p>
      ) : (
        <>
          <SimilarRows queue={queue} />
          {whole > 0 && <KindRows filter={filter} queue={queue} />}
        </>
      )}
      <Late queue={queue} />
    </>
  )
}

function Filters({ queue, kinds, labels, since, second }: QueueProps) {
  const t = useT("review")
  const format = useFormat()
  const language = useLanguage()
  const [, change] = useSearchParams(readQueueParams)
  return (
    <div className={styles.filters}>
      <Select
        allowDeselect={false}
        aria-label={t("queue.kinds")}
        data={[
          { value: "", label: t("queue.allKinds") },
          ...ORDER.filter((kind) => kinds.includes(kind) || queue.byKind.some((one) => one.kind === kind)).map(
            (kind) => ({ value: kind, label: t(`kind.${namedKind(kind, queue.ontology)}`) }),
          ),
          ...several(kinds, (kind) => t(`kind.${namedKind(kind, queue.ontology)}`)),
        ]}
        onChange={(value) => change({ kinds: value ?? "" })}
        value={kinds.join(",")}
        w={220}
      />
      <Select
        allowDeselect={false}
        aria-label={t("queue.labels")}
        data={[
          { value: "", label: t("queue.allLabels") },
          ...queue.ontology.labels
            .filter(({ id }) => labels.includes(id) || queue.byLabel.some(({ label }) => label === id))
            .map(({ id, name }) => {
              const count = queue.byLabel.find(({ label }) => label === id)?.differences ?? 0
              return { value: id, label: `${inLanguage(name, language)} · ${format.number(count)}` }
            }),
          ...several(labels, (id) => {
            const known = queue.ontology.labels.find((label) => label.id === id)
            return known ? inLanguage(known.name, language) : id
          }),
        ]}
        onChange={(value) => change({ labels: value ?? "" })}
        value={labels.join(",")}
        w={220}
      />
      <Select
        allowDeselect={false}
        aria-label={t("since.title")}
        data={[
          { value: "", label: t("since.ever") },
          ...SINCE.map((one) => ({ value: one, label: t(`since.${one}`) })),
        ]}
        onChange={(value) => change({ since: value || undefined })}
        value={since ?? ""}
        w={220}
      />
      <label className={styles.tick}>
        <input
          checked={second}
          disabled={!second && queue.secondLooks.tasks === 0}
          onChange={(event) => change({ look: event.target.checked ? "second" : undefined })}
          type="checkbox"
        />
        {t("queue.onlySampled", { count: queue.secondLooks.differences })}
      </label>
      {(kinds.length > 0 || labels.length > 0 || since !== null) && (
        <Button look="quiet" onClick={() => change({ kinds: undefined, labels: undefined, since: undefined })} small>
          {t("queue.clear")}
        </Button>
      )}
    </div>
  )
}

/** Several at once, as an address may hold them: one line of the list. */
function several<T extends string>(chosen: readonly T[], nameOf: (one: T) => string) {
  return chosen.length > 1 ? [{ value: chosen.join(","), label: chosen.map(nameOf).join(", ") }] : []
}

function Late({ queue }: { readonly queue: ReviewQueue }) {
  const t = useT("review")
  return (
    <p className={styles.late}>
      <span>
        <b>{t("queue.yesterday")}</b> {t("queue.decided", { count: queue.decidedYesterday })}{" "}
        {queue.lookedAgain.differences > 0 &&
          t("queue.lookedAgain", { count: queue.lookedAgain.differences, same: queue.lookedAgain.same })}
      </span>
      {queue.reservedByOthers > 0 && <span>{t("queue.held", { count: queue.reservedByOthers })}</span>}
    </p>
  )
}

function NothingDisputed({ queue }: { readonly queue: ReviewQueue }) {
  const t = useT("review")
  return (
    <>
      <Head title={queue.name} />
      <Intro>{t("queue.nothing")}</Intro>
      <Empty icon="review" text={t("queue.emptyText")} title={t("queue.emptyTitle")}>
        <ButtonLink to="/review">{t("queue.others")}</ButtonLink>
      </Empty>
      <SecondRow project={queue.project} />
      <Late queue={queue} />
    </>
  )
}
