import type { ProjectSlug } from "@justesse/types"
import type { Contact, Contacts } from "@justesse/types/wire/work"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Rows, Section } from "../../ui/layout.tsx"
import css from "./page.module.css"
import { together } from "./together.ts"

/** Whom I may write to; `undefined` while it is read. */
export function useContacts(): Contacts | undefined {
  return useQuery(trpc.work.contacts.queryOptions({})).data
}

/** Who answers for my projects, or for one of them, and who for the studio, each with an address where they show it. */
export function WriteTo({ project }: { readonly project?: ProjectSlug }) {
  const t = useT("work")
  const contacts = useContacts()
  if (!contacts) return null
  const shown = contacts.projects.filter(
    (one) => (!project || one.project === project) && one.owners.length + one.reviewers.length > 0,
  )
  if (shown.length + contacts.operators.length === 0 && !contacts.ombud) return null
  return (
    <Section title={t("write.title")}>
      <Rows>
        {together(shown).map(({ names, ...one }) => (
          <div key={one.project} className={`row ${css.block}`}>
            {!project && <p className="b">{names.join(", ")}</p>}
            <Line name={t("write.owner", { count: one.owners.length })} people={one.owners} />
            <Line name={t("write.reviewer", { count: one.reviewers.length })} people={one.reviewers} />
          </div>
        ))}
        {contacts.operators.length > 0 && (
          <div className={`row ${css.block}`}>
            <Line name={t("write.operator", { count: contacts.operators.length })} people={contacts.operators} />
          </div>
        )}
        {contacts.ombud && (
          <div className={`row ${css.block}`}>
            <Line name={t("write.ombud")} people={[contacts.ombud]} />
          </div>
        )}
      </Rows>
      <p className={`dim ${measures.above8}`}>{t("write.text")}</p>
    </Section>
  )
}

function Line({ name, people }: { readonly name: string; readonly people: readonly Contact[] }) {
  if (people.length === 0) return null
  return (
    <p>
      <span className="dim">{name}</span> <Named people={people} />
    </p>
  )
}

/** Names with their addresses, as links that open a letter. */
export function Named({ people }: { readonly people: readonly Contact[] }) {
  const t = useT("work")
  return (
    <>
      {people.map(({ name, email }, at) => (
        <span key={`${name} ${email ?? ""}`}>
          {at > 0 && ", "}
          {name} {email ? <a href={`mailto:${email}`}>{email}</a> : <span className="dim">({t("write.hidden")})</span>}
        </span>
      ))}
    </>
  )
}
