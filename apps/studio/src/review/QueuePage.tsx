import { DifferenceKind, inLanguage, LabelId, ProjectSlug } from "@justesse/types"
import type { ReviewQueue } from "@justesse/types/wire/review"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { trpc } from "../api.ts"
import { useFormat } from "../format/useFormat.ts"
import { Rich } from "../i18n/Rich.tsx"
import { useLanguage, useT } from "../i18n/useT.ts"
import { useProjectSlug } from "../shell/useMe.ts"
import { usePageName } from "../shell/usePageName.ts"
import { Button, ButtonLink, TextLink } from "../ui/Button.tsx"
import { Loaded } from "../ui/Loaded.tsx"
import { Head, Lead } from "../ui/layout.tsx"
import { Empty } from "../ui/Trouble.tsx"
import { listOf, useWords } from "../ui/useWords.ts"
import styles from "./review.module.css"
import { useStart } from "./useStart.ts"

/** What a decision changes, from most to least: the order of the rows. */
const ORDER: readonly DifferenceKind[] = ["text", "one_person", "nothing", "label", "place", "attribute"]

/** `/review/:project`: how much of what waits, and the way in. Filters live in the address. */
export function QueuePage() {
  const t = useT("review")
  const project = ProjectSlug.parse(useProjectSlug())
  const [words] = useWords()
  const kinds = listOf(words.kinds, DifferenceKind.options)
  const labels = (words.labels ?? "").split(",").flatMap((word) => LabelId.safeParse(word).data ?? [])
  const query = useQuery(
    trpc.review.queue.queryOptions({ project, kinds, labels }, { placeholderData: keepPreviousData, staleTime: 0 }),
  )
  usePageName(query.data?.name ?? t("title"))
  return (
    <div className="content">
      <Loaded query={query}>{(queue) => <Queue kinds={kinds} labels={labels} queue={queue} />}</Loaded>
    </div>
  )
}

interface QueueProps {
  readonly queue: ReviewQueue
  readonly kinds: readonly DifferenceKind[]
  readonly labels: readonly LabelId[]
}

function Queue({ queue, kinds, labels }: QueueProps) {
  const t = useT("review")
  const format = useFormat()
  const filter = {
    ...(kinds.length > 0 && { kinds: kinds.join(",") }),
    ...(labels.length > 0 && { labels: labels.join(",") }),
  }
  const whole = queue.byKind.reduce((sum, one) => sum + one.differences, 0)
  const start = queue.differences > 0 ? `/review/${queue.project}/next` : null
  useStart(start, filter)
  if (whole === 0 && queue.differences === 0) return <NothingDisputed queue={queue} />
  const values = {
    count: queue.differences,
    tasks: t("queue.tasks", { count: queue.tasks }),
    minutes: format.duration(queue.minutes * 60),
  }
  return (
    <>
      <Head title={queue.name}>
        {start !== null && (
          <ButtonLink hint="⏎" look="primary" search={filter} to={start}>
            {t("queue.start")}
          </ButtonLink>
        )}
      </Head>
      <Lead>{queue.differences > 0 ? t("queue.lead", values) : t("queue.noneOfFilter")}</Lead>
      <Filters kinds={kinds} labels={labels} queue={queue} />
      {queue.resume !== null && (
        <div className={styles.resume}>
          <span>
            <Rich k="queue.resume" t={t} />
          </span>
          <ButtonLink to={`/review/${queue.project}/${queue.resume}`}>{t("queue.goOn")}</ButtonLink>
        </div>
      )}
      <Kinds queue={queue} whole={whole} />
      <Late queue={queue} />
    </>
  )
}

function Filters({ queue, kinds, labels }: QueueProps) {
  const t = useT("review")
  const format = useFormat()
  const language = useLanguage()
  const [, change] = useWords()
  return (
    <div className={styles.filters}>
      <select
        aria-label={t("queue.kinds")}
        onChange={(event) => change({ kinds: event.target.value })}
        value={kinds.join(",")}
      >
        <option value="">{t("queue.allKinds")}</option>
        {ORDER.filter((kind) => kinds.includes(kind) || queue.byKind.some((one) => one.kind === kind)).map((kind) => (
          <option key={kind} value={kind}>
            {t(`kind.${kind}`)}
          </option>
        ))}
        {kinds.length > 1 && (
          <option value={kinds.join(",")}>{kinds.map((kind) => t(`kind.${kind}`)).join(", ")}</option>
        )}
      </select>
      <select
        aria-label={t("queue.labels")}
        onChange={(event) => change({ labels: event.target.value })}
        value={labels.join(",")}
      >
        <option value="">{t("queue.allLabels")}</option>
        {queue.ontology.labels
          .filter(({ id }) => labels.includes(id) || queue.byLabel.some(({ label }) => label === id))
          .map(({ id, name }) => {
            const count = queue.byLabel.find(({ label }) => label === id)?.differences ?? 0
            return (
              <option key={id} value={id}>
                {inLanguage(name, language)} · {format.number(count)}
              </option>
            )
          })}
      </select>
      {(kinds.length > 0 || labels.length > 0) && (
        <Button look="quiet" onClick={() => change({ kinds: undefined, labels: undefined })} small>
          {t("queue.clear")}
        </Button>
      )}
    </div>
  )
}

function Kinds({ queue, whole }: { readonly queue: ReviewQueue; readonly whole: number }) {
  const t = useT("review")
  const format = useFormat()
  const each = queue.differences > 0 ? queue.minutes / queue.differences : 0
  const rows = ORDER.flatMap((kind) => queue.byKind.filter((one) => one.kind === kind))
  return (
    <section aria-labelledby="one-by-one" className={styles.section}>
      <header>
        <h2 id="one-by-one">{t("queue.oneByOne")}</h2>
        <span className="dim">
          {format.number(whole)}, {t("queue.order")}
        </span>
      </header>
      <ul className={styles.q}>
        {rows.map(({ kind, differences, tasks }) => (
          <li key={kind}>
            <TextLink className={styles.ql ?? ""} search={{ kinds: kind }} to={`/review/${queue.project}/next`}>
              <b>{t(`kind.${kind}`)}</b>
              <span className={styles.sub}>{t(`kindLong.${kind}`)}</span>
              <span className={styles.c}>
                <b>{format.number(differences)}</b>
                <span>{t("queue.inTasks", { count: tasks })}</span>
              </span>
              <span className={styles.go}>
                {each > 0 && t("queue.about", { minutes: format.duration(Math.ceil(differences * each) * 60) })}
              </span>
            </TextLink>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Late({ queue }: { readonly queue: ReviewQueue }) {
  const t = useT("review")
  return (
    <p className={styles.late}>
      <span>
        <b>{t("queue.yesterday")}</b> {t("queue.decided", { count: queue.decidedYesterday })}
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
      <Lead>{t("queue.nothing")}</Lead>
      <Empty icon="review" text={t("queue.emptyText")} title={t("queue.emptyTitle")}>
        <ButtonLink to="/review">{t("queue.others")}</ButtonLink>
      </Empty>
      <Late queue={queue} />
    </>
  )
}
