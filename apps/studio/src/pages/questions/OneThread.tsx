import type { ThreadOne } from "@justesse/types/wire/question"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Note } from "../../ui/layout.tsx"
import { Played } from "../../workbench/media/Played.tsx"
import { isPictured } from "../../workbench/media/pictured.ts"
import { RowCells } from "../../workbench/parts/RowCells.tsx"
import { AnswerForm } from "./AnswerForm.tsx"
import { isBare } from "./isBare.ts"
import { Messages } from "./Messages.tsx"
import { nameOf } from "./nameOf.ts"
import { PinnedPicture } from "./PinnedPicture.tsx"

interface Props {
  readonly project: string
  readonly threadId: string
  readonly onDone: () => void
}

/** One thread: the place in the picture, what was written, and the answer. */
export function OneThread({ project, threadId, onDone }: Props) {
  const query = useQuery(trpc.question.one.queryOptions({ project, threadId }))
  return <Loaded query={query}>{(one) => <Shown project={project} one={one} onDone={onDone} />}</Loaded>
}

function Shown({
  project,
  one,
  onDone,
}: {
  readonly project: string
  readonly one: ThreadOne
  readonly onDone: () => void
}) {
  const t = useT("questions")
  const language = useLanguage()
  const format = useFormat()
  const { row } = one
  const whole = isBare(row) ? (row.cells ? "row" : "alone") : row.spot.point ? "place" : "picture"
  const about = row.label === "" ? t(`about.${whole}`) : nameOf(row, language)
  return (
    <section aria-label={row.text}>
      {isBare(row) ? (
        row.cells && <RowCells cells={row.cells} label={t("picture", { about })} />
      ) : !isPictured(row.media) ? (
        <Played label={t("picture", { about })} media={row.media} place={row.spot.region?.box} />
      ) : (
        <PinnedPicture
          src={row.media.preview}
          size={row.size}
          label={t("picture", { about })}
          spot={row.spot}
          pin="?"
        />
      )}
      {one.asset !== null && (
        <p className={`sm ${measures.above8}`}>
          <TextLink to="/p/$project/images/$image" params={{ project, image: String(one.asset) }}>
            {t("toPicture")}
          </TextLink>
        </p>
      )}
      {one.reason && (
        <div className={measures.above12}>
          <Note need>
            {t("disagreesWith", { reason: t(`work:reason.${one.reason.code}`) })}
            {one.reason.clause && ` · ${t("clause", { clause: one.reason.clause })}`}
          </Note>
        </div>
      )}
      <Messages
        messages={one.messages}
        nameOf={(message) => message.by || t(`role.${message.role}`)}
        first={t("asked", { when: format.dateTime(row.askedAtMs), about })}
      />
      {row.clauseVersion !== null && (
        <div className={measures.above12}>
          <Note>{t("becameClause", { clause: row.clause ?? "", version: row.clauseVersion })}</Note>
        </div>
      )}
      <AnswerForm key={row.threadId} project={project} one={one} onDone={onDone} />
    </section>
  )
}
