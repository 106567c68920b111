import { KINDS, type ProjectKind } from "@justesse/types"
import type { Panel } from "@justesse/types/wire/decision"
import { useSentence } from "../../../failures/useSentence.ts"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap, useCap } from "../../../keys/Cap.tsx"
import { EvidenceList } from "../../judging/EvidenceList.tsx"
import { Foot } from "../../parts/Foot.tsx"
import frame from "../../parts/frame.module.css"
import type { CommandContext } from "../runCommand.ts"
import screen from "../screen.module.css"
import { useReview, useUiState } from "../ui.ts"
import { closeJudging, proposeFor } from "./acts.ts"
import { CameBack } from "./CameBack.tsx"
import { isSound, type Proposal } from "./model.ts"
import styles from "./panel.module.css"
import { Whose } from "./Whose.tsx"

interface Props {
  readonly context: CommandContext
  readonly panel: Panel
  readonly kind: ProjectKind
}

/** Proposes to a second person that an answer is rejected: reason, clause and evidence, and whether the machine finds that they hold. */
export function ProposePanel({ context, panel, kind }: Props) {
  const t = useT("judging")
  const sentence = useSentence()
  const { run } = useReview()
  const cap = useCap()
  const judging = useUiState((ui) => ui.judging)
  const proposal = judging?.proposal ?? null
  const ready = proposal !== null && isSound(proposal) && judging?.sending === false
  return (
    <>
      <section aria-label={t("propose.title")} className={styles.panel}>
        <div className={styles.part}>
          <div className={frame.head}>
            <b className={styles.title}>{t("propose.title")}</b>
            <Cap of="review.sendBack" />
          </div>
          <CameBack panel={panel} />
          <p className={screen.small}>{t(panel.alone ? "propose.alone" : "propose.second")}</p>
          <Whose context={context} />
        </div>
        <Reasons kind={kind} proposal={proposal} />
        {panel.clauses.length === 0 && (
          <p className={styles.why} role="status">
            {t("propose.noClauses", { version: panel.guidelineVersion })}
          </p>
        )}
        {proposal && <ClauseLine panel={panel} proposal={proposal} />}
        {proposal && <Shown proposal={proposal} />}
        <p className={styles.said}>{t("propose.said")}</p>
        {judging !== null && judging.failure !== null && (
          <p className={styles.failed} role="alert">
            {sentence(judging.failure)}
          </p>
        )}
      </section>
      <Foot
        label={t("propose.title")}
        main={{ text: t("propose.send"), cap: cap("propose.send"), waits: !ready, onClick: () => run("propose.send") }}
      >
        <button type="button" className={frame.tiny} onClick={() => closeJudging(context)}>
          {t("cancel")} <Cap of="escape" />
        </button>
      </Foot>
    </>
  )
}

function Reasons({ kind, proposal }: { readonly kind: ProjectKind; readonly proposal: Proposal | null }) {
  const t = useT("judging")
  const { ui } = useReview()
  return (
    <div aria-label={t("propose.reason")} className={styles.list} role="group">
      <p className={styles.heading}>{t("propose.reason")}</p>
      {KINDS[kind].reasons.map((reason, i) => (
        <button
          type="button"
          aria-pressed={reason === proposal?.reason}
          className={styles.choice}
          key={reason}
          onClick={() => proposeFor(ui, reason)}
        >
          <span>{t(`reason.${reason}`)}</span>
          <kbd aria-hidden="true">{i + 1}</kbd>
        </button>
      ))}
      <p className={styles.other}>{t("propose.fraud")}</p>
    </div>
  )
}

/** The clause of the version that the person had. */
function ClauseLine({ panel, proposal }: { readonly panel: Panel; readonly proposal: Proposal }) {
  const t = useT("judging")
  const language = useLanguage()
  const { run } = useReview()
  const clause = panel.clauses.find(({ number }) => number === proposal.clause)
  const title = (language === "fr" ? (clause?.fr ?? clause?.en) : (clause?.en ?? clause?.fr))?.title ?? ""
  return (
    <div className={styles.list}>
      <p className={styles.heading}>{t("propose.clause", { version: panel.guidelineVersion })}</p>
      <button type="button" aria-pressed="true" className={styles.choice} onClick={() => run("propose.clause")}>
        <span className={frame.cut}>{`${proposal.clause} ${title}`}</span>
        <Cap of="propose.clause" />
      </button>
    </div>
  )
}

/** What shows it, as the machine computed it again, and whether that holds. */
function Shown({ proposal }: { readonly proposal: Proposal }) {
  const t = useT("judging")
  const { run } = useReview()
  const { evidence, check, clause } = proposal
  const fault = evidence.length === 0 ? "nothing_here" : (check?.fault ?? null)
  const word = evidence.length > 0 && check === null ? "checking" : fault === null ? "holds" : "holdsNot"
  return (
    <div className={styles.part}>
      <p className={`${styles.heading} ${styles.both}`}>
        <span>{t("propose.evidence")}</span>
        <b className={word === "holdsNot" ? styles.not : styles.holds} role="status">
          {t(`propose.${word}`)}
        </b>
      </p>
      <EvidenceList clause={clause} evidence={evidence} figures={check?.figures ?? []} reason={proposal.reason} />
      {fault !== null && <p className={styles.why}>{t(`why.${fault}`)}</p>}
      <button type="button" className={`${frame.tiny} ${styles.place}`} onClick={() => run("propose.place")}>
        <Cap of="propose.place" /> {t("propose.place")}
      </button>
    </div>
  )
}
