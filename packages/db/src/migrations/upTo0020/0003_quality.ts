/** What watching over quality needs to remember. History: never edited once released. */
export const QUALITY: readonly string[] = [
  // 0 an ordinary task, 1 gold mixed in, 2 a try-out: such a turn makes the place it takes and takes it away again.
  "alter table assignment add column drawn int not null default 0",
  `create table gold (project_id int not null, task_id int not null, state text not null, source text not null, answer text not null,
    answer_sha256 text not null, place int not null, asked int not null, hits int not null, doubt_ppm int not null,
    made_by int, made_at_ms int not null, changed_at_ms int not null, dirty flag not null default 0, primary key(project_id, task_id))`,
  "create index gold_place on gold(project_id, state, place)",
  "create index gold_dirty on gold(changed_at_ms) where dirty = 1",
  // Tasks that an import settled as gold before this step knew more of them.
  `insert into gold (project_id, task_id, state, source, answer, answer_sha256, place, asked, hits, doubt_ppm, made_by, made_at_ms, changed_at_ms)
    select project_id, task_id, 'active', 'file', answer, answer_sha256, row_number() over (partition by project_id order by task_id) - 1,
      0, 0, 0, null, coalesce(settled_at_ms, changed_at_ms), coalesce(settled_at_ms, changed_at_ms)
    from task_state where settled_by = 'gold' and answer is not null and answer_sha256 is not null`,
  // One answer to gold: whether it was within tolerance, and right and wrong by competence.
  `create table gold_answer (project_id int not null, task_id int not null, person_id int not null, revision int not null, drawn int not null,
    passed flag not null, evidence text not null, at_ms int not null, primary key(project_id, task_id, person_id))`,
  "create index gold_answer_person on gold_answer(project_id, person_id)",
  `create table gold_draw (project_id int not null, person_id int not null, rate_ppm int not null, try_out_left int not null,
    try_out_passed int not null, key(project_id, person_id))`,
  // `gold_places`: how many numbers gold has had; its walk is over them.
  `create table quality_state (project_id int not null, gold_places int not null default 0, model text, model_version int not null,
    figures text, computed_at_ms int, answers_then int not null, primary key(project_id))`,
  `insert into quality_state (project_id, gold_places, model, model_version, figures, computed_at_ms, answers_then)
    select project_id, max(place) + 1, null, 0, null, null, 0 from gold group by project_id`,
  `create table person_quality (project_id int not null, person_id int not null, body text not null, items int not null,
    changed_at_ms int not null, primary key(project_id, person_id))`,
  `create table task_quality (project_id int not null, task_id int not null, risk_ppm int not null, model_version int not null,
    asked_more int not null, stopped flag not null, audited flag not null, early_answer text, changed_at_ms int not null,
    primary key(project_id, task_id))`,
  "create index task_quality_audited on task_quality(project_id, changed_at_ms) where audited = 1",
  `create table alike (project_id int not null, alike sorted not null, task_id int not null, difference_id text not null,
    label text not null, lead text not null, key(project_id, alike, task_id, difference_id))`,
  "create index alike_task on alike(project_id, task_id)",
  `create table second_look (project_id int not null, task_id int not null, body text not null, first_decisions text not null,
    first_by int not null, decisions text not null, decided_order text not null, revision int not null, open int not null,
    differences int not null, reviewer_id int, reserved_until_ms int not null, state text not null, same int not null,
    severity_ppm int not null, made_at_ms int not null, filed_by int, filed_at_ms int, primary key(project_id, task_id))`,
  "create index second_look_waiting on second_look(project_id, state, made_at_ms)",
  `create table prediction_set (project_id int not null, id int not null, name text not null, format text not null, state text not null,
    error text, pictures int not null, unmatched int not null, regions int not null, suspects int not null, scores text,
    scored_at_ms int, made_by int not null, made_at_ms int not null, primary key(project_id, id))`,
  `create table prediction (project_id int not null, set_id int not null, task_id int not null, body text not null,
    doubt_ppm int not null, primary key(project_id, set_id, task_id))`,
  "create index prediction_doubt on prediction(project_id, set_id, doubt_ppm)",
  `create table suspect (project_id int not null, set_id int not null, id int not null, task_id int not null, kind text not null,
    score_ppm int not null, state text not null, body text not null, primary key(project_id, set_id, id))`,
  "create index suspect_score on suspect(project_id, set_id, state, score_ppm)",
]
