import type { Conditions } from "@justesse/types/wire/project"
import type { Contact, Contacts } from "@justesse/types/wire/work"
import { useQuery } from "@tanstack/react-query"
import { api, refresh, trpc } from "../../api.ts"
import { AskedPart } from "../../content/AskedPart.tsx"
import { Rich } from "../../i18n/Rich.tsx"
import { type Translate, useT } from "../../i18n/useT.ts"
import { type Format, useFormat } from "../../locale/useFormat.ts"
import { type Money, useMoney } from "../../locale/useMoney.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Rule, Section, Tag } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { ConditionLine } from "../account/JoinConditions.tsx"
import { WriteToOmbud } from "../ombud/WritePart.tsx"
import { Named, useContacts } from "../work/contacts/Named.tsx"
import { GuidelineHere } from "./GuidelineHere.tsx"
import { LeavePart } from "./LeavePart.tsx"

/** What is seen before accepting, and ever after. */
export function ConditionsPage() {
  const t = useT("conditions")
  const project = useProjectSlug()
  const query = useQuery(trpc.project.conditions.queryOptions({ project }))
  usePageName(t("title"))
  return (
    <div className="content">
      {<Loaded query={query}>{(conditions) => <ConditionsBody conditions={conditions} />}</Loaded>}
    </div>
  )
}

function ConditionsBody({ conditions }: { readonly conditions: Conditions }) {
  const t = useT("conditions")
  const { card } = conditions
  const said = useMoney()
  const format = useFormat()
  const contacts = useContacts()?.projects.find((one) => one.project === card.project)
  const annotates = card.roles.includes("annotator")
  return (
    <>
      <Head title={card.name} beside={<Tag>{t(`common:names.${card.names}`)}</Tag>}>
        <ButtonLink to="/p/$project/record" params={{ project: card.project }}>
          {t("requester:title")}
        </ButtonLink>
        {annotates && conditions.accepted && card.state === "open" && (
          <ButtonLink look="primary" to="/label/$project/{-$assignment}" params={{ project: card.project }}>
            {t("begin")}
          </ButtonLink>
        )}
      </Head>
      <Intro>
        <Rich t={t} k="lead" values={{ count: conditions.answersSoFar }} />
      </Intro>
      <dl className={`cond ${measures.above24} ${measures.upTo760}`}>
        {linesOf(conditions, contacts, { t, said, format }).map((line) => (
          <ConditionLine key={line.name} {...line} />
        ))}
      </dl>
      {!card.roles.includes("owner") && <WriteToOmbud about={{ kind: "restriction", project: card.project }} />}
      {conditions.content.asked.length > 0 && <AskedPart conditions={conditions} />}
      <Figures conditions={conditions} />
      {annotates && !conditions.accepted && <Accept conditions={conditions} />}
      <Rule />
      <Section title={t("guideline", { version: conditions.guidelineVersion })}>
        <GuidelineHere project={card.project} text={conditions.guideline} />
      </Section>
      {card.roles.length > 0 && (
        <>
          <Rule />
          <LeavePart card={card} />
        </>
      )}
    </>
  )
}

interface Writing {
  readonly t: Translate
  readonly said: Money
  readonly format: Format
}

type OfProject = Contacts["projects"][number]

function linesOf(conditions: Conditions, contacts: OfProject | undefined, { t, said, format }: Writing) {
  const { card, overlapBase, overlapMore, moreRatio } = conditions
  const isInternal = card.names === "in_house"
  const content = conditions.content.asked.map((one) => t(`common:contentClass.${one}`)).join(", ")
  const people =
    overlapMore > overlapBase && moreRatio > 0
      ? t("overlapShare", { base: overlapBase, more: overlapMore, percent: Math.round(moreRatio * 100) })
      : t("overlapEach", { count: overlapBase })
  return [
    { name: t("account:join.purpose"), text: conditions.purpose || t("account:join.purposeNone") },
    { name: t("owner"), text: named(contacts?.owners) ?? (conditions.ownerNames.join(", ") || t("ownerNone")) },
    ...(contacts && contacts.reviewers.length > 0
      ? [{ name: t("reviewers"), text: named(contacts.reviewers), small: t("writeSmall") }]
      : []),
    payLine(conditions, { t, said, format }),
    ...comingLine(conditions, { t, said, format }),
    { name: t("account:join.time"), text: t("account:join.timeText"), small: t("account:join.timeSmall") },
    {
      name: t("account:join.looks"),
      text: t("account:join.looksText", { count: conditions.reviewers }),
      small: people,
    },
    {
      name: t("account:join.disagree"),
      text: t("account:join.disagreeText"),
      small: `${t("account:join.disagreeSmall")} ${t(conditions.hasOmbud ? "ombud" : "noOmbud")}`,
    },
    {
      name: t("account:join.see"),
      text:
        conditions.contentNote ||
        (content === "" ? t("account:join.seeNone") : t("account:join.seeAsked", { classes: content })),
      small: t("account:join.seeSmall"),
    },
    { name: t("account:join.others"), text: t(isInternal ? "account:join.othersIn_house" : "account:join.othersOpen") },
  ]
}

/** Who pays, how much at least and for what; where somebody else does, that nothing runs through here. */
function payLine({ card, mode, offer }: Conditions, { t, said, format }: Writing) {
  const name = t("account:join.pays")
  const small = t("account:join.paysSmall")
  if (mode === "volunteer") return { name, text: t("pays.volunteer"), small }
  if (mode !== "paid")
    return { name, text: t(`account:join.pays${card.names === "in_house" ? "In_house" : "Open"}`), small }
  if (!offer) return { name, text: t("pays.noPrice"), small }
  const { currency, floorMicrosPerHour, priceMicros, bonusMicros } = offer
  const values = {
    floor: said.money(floorMicrosPerHour, currency),
    price: said.price(priceMicros ?? 0, currency),
    bonus: said.price(bonusMicros, currency),
  }
  return {
    name,
    text: t(priceMicros === null ? "pays.byTime" : "pays.byPiece", values),
    small: [
      t("pays.small", values),
      ...(card.pays?.secondsPerTask
        ? [t("account:join.paysTask", { time: format.duration(card.pays.secondsPerTask) })]
        : []),
    ].join(" "),
  }
}

/** The price that follows the one in force, told before it holds. */
function comingLine({ offer }: Conditions, { t, said, format }: Writing) {
  if (!offer?.coming) return []
  const { priceMicros, bonusMicros, fromMs } = offer.coming
  const values = {
    day: `${format.fullDate(fromMs)}, ${format.time(fromMs)}`,
    floor: said.money(offer.floorMicrosPerHour, offer.currency),
    price: said.price(priceMicros ?? 0, offer.currency),
    bonus: said.price(bonusMicros, offer.currency),
  }
  const k = priceMicros === null ? "coming.byTime" : "coming.byPiece"
  return [{ name: t("coming.name"), text: t(k, values), small: t("coming.small", values) }]
}

function named(people: readonly Contact[] | undefined) {
  return people && people.length > 0 ? <Named people={people} /> : null
}

function Figures({ conditions }: { readonly conditions: Conditions }) {
  const t = useT("conditions")
  const format = useFormat()
  const figures = [
    { value: format.number(conditions.answersSoFar), name: t("account:join.answers") },
    ...(conditions.changedRatio === null
      ? []
      : [{ value: format.percent(conditions.changedRatio), name: t("account:join.changed") }]),
    ...(conditions.hoursToDecision === null
      ? []
      : [
          {
            value:
              conditions.hoursToDecision < 1 / 60
                ? t("underMinute")
                : format.duration(conditions.hoursToDecision * 3600),
            name: t("toDecision"),
          },
        ]),
    { value: format.number(conditions.annotators), name: t("annotate") },
  ]
  return (
    <div className={`figs ${measures.above24} ${measures.upTo760}`}>
      {figures.map((figure) => (
        <div key={figure.name}>
          <div className="b">{figure.value}</div>
          <div className="dim sm">{figure.name}</div>
        </div>
      ))}
    </div>
  )
}

/** Accepts the conditions and begins; where something keeps one from beginning, the page stays. */
function Accept({ conditions }: { readonly conditions: Conditions }) {
  const t = useT("conditions")
  const toast = useToast()
  const go = useGo()
  const { card, content } = conditions
  const isAsked = content.asked.some((one) => !content.yes.includes(one))
  const accept = useAct(
    () =>
      api.work.acceptConditions.mutate({
        project: conditions.card.project,
        guidelineVersion: conditions.guidelineVersion,
        mode: conditions.mode,
      }),
    async () => {
      await refresh("project", "work")
      toast.done(t("accepted"))
      if (card.state === "open" && !isAsked)
        go({ to: "/label/$project/{-$assignment}", params: { project: card.project } })
    },
  )
  return (
    <div className={`inline ${measures.above24}`}>
      <Button look="primary" onClick={() => accept.mutate(undefined)} disabled={accept.isPending}>
        {t("accept")}
      </Button>
      <ButtonLink to="/work">{t("account:join.sayNo")}</ButtonLink>
      <span className="dim">{t("noCost")}</span>
    </div>
  )
}
