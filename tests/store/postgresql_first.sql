CREATE TABLE table_change (
    name TEXT COLLATE "C" NOT NULL,
    n INTEGER NOT NULL,
    CONSTRAINT pk_table_change PRIMARY KEY (name)
);

CREATE TABLE drive_cursor (
    scope TEXT COLLATE "C" NOT NULL,
    token TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_drive_cursor PRIMARY KEY (scope)
);

CREATE TABLE lease (
    name TEXT COLLATE "C" NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    fencing INTEGER NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_lease PRIMARY KEY (name),
    CONSTRAINT ck_lease_fencing CHECK (fencing > 0)
);

CREATE TABLE school (
    id SERIAL NOT NULL,
    sourced_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    zone TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_school PRIMARY KEY (id),
    CONSTRAINT uq_school_sourced_id UNIQUE (sourced_id)
);

CREATE TABLE access_end (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    ends_on DATE NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    proved_at TIMESTAMP WITH TIME ZONE,
    recalled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_access_end PRIMARY KEY (id),
    CONSTRAINT fk_access_end_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE UNIQUE INDEX uq_access_end_open ON access_end (school_id, email) WHERE recalled_at IS NULL;

CREATE TABLE stand_in (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    stands_in_for TEXT COLLATE "C" NOT NULL,
    until DATE NOT NULL,
    granted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_stand_in PRIMARY KEY (id),
    CONSTRAINT ck_stand_in_another CHECK (email <> stands_in_for),
    CONSTRAINT fk_stand_in_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE UNIQUE INDEX uq_stand_in_open ON stand_in (school_id, email, stands_in_for) WHERE ended_at IS NULL;

CREATE TABLE role_group (
    school_id INTEGER NOT NULL,
    role VARCHAR(32) COLLATE "C" NOT NULL,
    grade TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_role_group PRIMARY KEY (school_id, role, grade),
    CONSTRAINT fk_role_group_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_role_group_role CHECK (role IN ('teacher', 'intervention staff', 'document owner'))
);

CREATE TABLE google_address (
    school_id INTEGER NOT NULL,
    roster_email TEXT COLLATE "C" NOT NULL,
    google_email TEXT COLLATE "C" NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_google_address PRIMARY KEY (school_id, roster_email),
    CONSTRAINT uq_google_address_school_id_google_email UNIQUE (school_id, google_email),
    CONSTRAINT ck_google_address_another CHECK (roster_email <> google_email),
    CONSTRAINT fk_google_address_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE audit_night (
    school_id INTEGER NOT NULL,
    night DATE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_audit_night PRIMARY KEY (school_id, night),
    CONSTRAINT fk_audit_night_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE blob (
    school_id INTEGER NOT NULL,
    sha256 BYTEA NOT NULL,
    zbytes BYTEA NOT NULL,
    CONSTRAINT pk_blob PRIMARY KEY (school_id, sha256),
    CONSTRAINT ck_blob_sha256 CHECK (length(sha256) = 32),
    CONSTRAINT fk_blob_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE access_log (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    who TEXT COLLATE "C" NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    rows INTEGER NOT NULL,
    has_names BOOLEAN NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_access_log PRIMARY KEY (id),
    CONSTRAINT ck_access_log_rows CHECK (rows >= 0),
    CONSTRAINT fk_access_log_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE INDEX ix_access_log_school_id_at ON access_log (school_id, at);

CREATE TABLE run (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    kind VARCHAR(32) COLLATE "C" NOT NULL,
    night DATE,
    now TIMESTAMP WITH TIME ZONE NOT NULL,
    resumed_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_run PRIMARY KEY (id),
    CONSTRAINT uq_run_school_id_night UNIQUE (school_id, night),
    CONSTRAINT uq_run_school_id_id UNIQUE (school_id, id),
    CONSTRAINT ck_run_night CHECK ((kind = 'nightly') = (night IS NOT NULL)),
    CONSTRAINT fk_run_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_run_kind CHECK (kind IN ('nightly', 'manual'))
);

CREATE TABLE run_trouble (
    school_id INTEGER NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_run_trouble PRIMARY KEY (school_id),
    CONSTRAINT fk_run_trouble_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE roster_import (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_roster_import PRIMARY KEY (id),
    CONSTRAINT fk_roster_import_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE INDEX ix_roster_import_school_id_id ON roster_import (school_id, id);

CREATE TABLE school_year (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    sourced_id TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    begins_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    is_current BOOLEAN NOT NULL,
    CONSTRAINT pk_school_year PRIMARY KEY (id),
    CONSTRAINT uq_school_year_school_id_sourced_id UNIQUE (school_id, sourced_id),
    CONSTRAINT uq_school_year_school_id_id UNIQUE (school_id, id),
    CONSTRAINT ck_school_year_days_in_order CHECK (begins_on <= ends_on),
    CONSTRAINT fk_school_year_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE UNIQUE INDEX uq_school_year_current ON school_year (school_id) WHERE is_current;

CREATE TABLE staff_member (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    sourced_id TEXT COLLATE "C" NOT NULL,
    given_name TEXT COLLATE "C" NOT NULL,
    family_name TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    role VARCHAR(32) COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    gone_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_staff_member PRIMARY KEY (id),
    CONSTRAINT uq_staff_member_school_id_sourced_id UNIQUE (school_id, sourced_id),
    CONSTRAINT uq_staff_member_school_id_id UNIQUE (school_id, id),
    CONSTRAINT fk_staff_member_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_staff_member_role CHECK (role IN ('teacher', 'intervention staff', 'document owner'))
);

CREATE TABLE leader (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    sourced_id TEXT COLLATE "C" NOT NULL,
    given_name TEXT COLLATE "C" NOT NULL,
    family_name TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    gone_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_leader PRIMARY KEY (id),
    CONSTRAINT uq_leader_school_id_sourced_id UNIQUE (school_id, sourced_id),
    CONSTRAINT uq_leader_school_id_id UNIQUE (school_id, id),
    CONSTRAINT fk_leader_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE student (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    sourced_id TEXT COLLATE "C" NOT NULL,
    given_name TEXT COLLATE "C" NOT NULL,
    family_name TEXT COLLATE "C" NOT NULL,
    grade TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    gone_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_student PRIMARY KEY (id),
    CONSTRAINT uq_student_school_id_sourced_id UNIQUE (school_id, sourced_id),
    CONSTRAINT uq_student_school_id_id UNIQUE (school_id, id),
    CONSTRAINT fk_student_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE school_class (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    sourced_id TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    gone_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_school_class PRIMARY KEY (id),
    CONSTRAINT uq_school_class_school_id_sourced_id UNIQUE (school_id, sourced_id),
    CONSTRAINT uq_school_class_school_id_id UNIQUE (school_id, id),
    CONSTRAINT fk_school_class_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE tracker (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    public_id TEXT COLLATE "C" NOT NULL,
    grade TEXT COLLATE "C" NOT NULL,
    template_key TEXT COLLATE "C" NOT NULL,
    template_version INTEGER NOT NULL,
    nonce TEXT COLLATE "C" NOT NULL,
    changes_token TEXT COLLATE "C",
    spreadsheet_id TEXT COLLATE "C",
    desired_sha TEXT COLLATE "C",
    dirty_seq INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    intended_at TIMESTAMP WITH TIME ZONE NOT NULL,
    adopted_at TIMESTAMP WITH TIME ZONE,
    provisioned_at TIMESTAMP WITH TIME ZONE,
    last_read_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    year_begins INTEGER NOT NULL,
    CONSTRAINT pk_tracker PRIMARY KEY (id),
    CONSTRAINT uq_tracker_school_id_id UNIQUE (school_id, id),
    CONSTRAINT ck_tracker_read_not_ahead CHECK (0 <= read_seq AND read_seq <= dirty_seq),
    CONSTRAINT ck_tracker_adopted CHECK ((spreadsheet_id IS NULL) = (adopted_at IS NULL)),
    CONSTRAINT ck_tracker_provisioned CHECK ((desired_sha IS NULL) = (provisioned_at IS NULL)),
    CONSTRAINT fk_tracker_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT uq_tracker_public_id UNIQUE (public_id),
    CONSTRAINT uq_tracker_nonce UNIQUE (nonce),
    CONSTRAINT uq_tracker_spreadsheet_id UNIQUE (spreadsheet_id)
);

CREATE TABLE template_version (
    school_id INTEGER NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    n INTEGER NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_template_version PRIMARY KEY (school_id, key, n),
    CONSTRAINT ck_template_version_number CHECK (n > 0),
    CONSTRAINT fk_template_version_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE roster_bundle (
    school_id INTEGER NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    as_of TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_roster_bundle PRIMARY KEY (school_id),
    CONSTRAINT fk_roster_bundle_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE drive_channel (
    id TEXT COLLATE "C" NOT NULL,
    school_id INTEGER NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    drive_id TEXT COLLATE "C" NOT NULL,
    token_sha256 TEXT COLLATE "C" NOT NULL,
    resource_id TEXT COLLATE "C",
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    heard_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_drive_channel PRIMARY KEY (id),
    CONSTRAINT ck_drive_channel_token_digest CHECK (length(token_sha256) = 64),
    CONSTRAINT fk_drive_channel_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE INDEX ix_drive_channel_school_id ON drive_channel (school_id);

CREATE TABLE audit_look (
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    rights TEXT COLLATE "C" DEFAULT '[]' NOT NULL,
    CONSTRAINT pk_audit_look PRIMARY KEY (tracker_id),
    CONSTRAINT fk_audit_look_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_audit_look_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE audit_finding (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    sentence TEXT COLLATE "C" NOT NULL,
    repair TEXT COLLATE "C" NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE,
    first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    gone_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_audit_finding PRIMARY KEY (id),
    CONSTRAINT fk_audit_finding_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_audit_finding_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE UNIQUE INDEX uq_audit_finding_open ON audit_finding (tracker_id, key) WHERE gone_at IS NULL;

CREATE TABLE entry_column (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    checkpoint TEXT COLLATE "C" NOT NULL,
    metric TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_entry_column PRIMARY KEY (id),
    CONSTRAINT uq_entry_column_tracker_id_checkpoint_metric UNIQUE (tracker_id, checkpoint, metric),
    CONSTRAINT uq_entry_column_school_id_id UNIQUE (school_id, id),
    CONSTRAINT fk_entry_column_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_entry_column_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE INDEX ix_entry_column_school_id_checkpoint_metric ON entry_column (school_id, checkpoint, metric);

CREATE TABLE tracker_read (
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    run_id INTEGER,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    structure_sha TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_tracker_read PRIMARY KEY (tracker_id, seq),
    CONSTRAINT fk_tracker_read_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_tracker_read_school_id_run_id FOREIGN KEY(school_id, run_id) REFERENCES run (school_id, id),
    CONSTRAINT fk_tracker_read_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE row_anchor (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    tab TEXT COLLATE "C" NOT NULL,
    row_key TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_row_anchor PRIMARY KEY (id),
    CONSTRAINT uq_row_anchor_tracker_id_tab_row_key UNIQUE (tracker_id, tab, row_key),
    CONSTRAINT uq_row_anchor_school_id_id UNIQUE (school_id, id),
    CONSTRAINT fk_row_anchor_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT ck_row_anchor_position CHECK (position >= 0),
    CONSTRAINT fk_row_anchor_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE column_place (
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    column_key TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_column_place PRIMARY KEY (tracker_id, column_key),
    CONSTRAINT fk_column_place_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT ck_column_place_position CHECK (position >= 0),
    CONSTRAINT fk_column_place_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE held_state (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    public_id TEXT COLLATE "C" NOT NULL,
    tracker_id INTEGER NOT NULL,
    tab TEXT COLLATE "C" NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    rule TEXT COLLATE "C" NOT NULL,
    message TEXT COLLATE "C" NOT NULL,
    sha256 BYTEA NOT NULL,
    run_id INTEGER,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER,
    from_at TIMESTAMP WITH TIME ZONE NOT NULL,
    to_at TIMESTAMP WITH TIME ZONE,
    verdict VARCHAR(32) COLLATE "C" NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_held_state PRIMARY KEY (id),
    CONSTRAINT fk_held_state_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_held_state_school_id_run_id FOREIGN KEY(school_id, run_id) REFERENCES run (school_id, id),
    CONSTRAINT fk_held_state_school_id_sha256 FOREIGN KEY(school_id, sha256) REFERENCES blob (school_id, sha256),
    CONSTRAINT ck_held_state_decided CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CONSTRAINT ck_held_state_closed CHECK ((to_seq IS NULL) = (to_at IS NULL)),
    CONSTRAINT ck_held_state_open_is_open CHECK (verdict <> 'open' OR to_seq IS NULL),
    CONSTRAINT fk_held_state_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT uq_held_state_public_id UNIQUE (public_id),
    CONSTRAINT ck_held_state_verdict CHECK (verdict IN ('open', 'accepted', 'put back', 'gone', 'replaced'))
);

CREATE INDEX ix_held_state_tracker_id_from_seq ON held_state (tracker_id, from_seq);

CREATE UNIQUE INDEX uq_held_state_open ON held_state (tracker_id, tab, scope) WHERE verdict = 'open';

CREATE TABLE restoration (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    as_of TIMESTAMP WITH TIME ZONE NOT NULL,
    who TEXT COLLATE "C" NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    cells TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_restoration PRIMARY KEY (id),
    CONSTRAINT fk_restoration_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT ck_restoration_times_in_order CHECK (ended_at >= begun_at),
    CONSTRAINT fk_restoration_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE run_tracker (
    school_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    outcome VARCHAR(32) COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C",
    requests INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_run_tracker PRIMARY KEY (run_id, tracker_id),
    CONSTRAINT fk_run_tracker_school_id_run_id FOREIGN KEY(school_id, run_id) REFERENCES run (school_id, id),
    CONSTRAINT fk_run_tracker_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT ck_run_tracker_failed_says_why CHECK (outcome <> 'failed' OR reason IS NOT NULL),
    CONSTRAINT ck_run_tracker_counts CHECK (requests >= 0 AND changes >= 0),
    CONSTRAINT fk_run_tracker_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_run_tracker_outcome CHECK (outcome IN ('synced', 'unchanged', 'failed'))
);

CREATE INDEX ix_run_tracker_tracker_id_run_id ON run_tracker (tracker_id, run_id);

CREATE TABLE run_check (
    school_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    CONSTRAINT pk_run_check PRIMARY KEY (run_id, tracker_id),
    CONSTRAINT fk_run_check_school_id_run_id FOREIGN KEY(school_id, run_id) REFERENCES run (school_id, id),
    CONSTRAINT fk_run_check_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_run_check_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE drive_state (
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    listed_version BIGINT,
    read_version BIGINT,
    has_own_reply BOOLEAN NOT NULL,
    obstacle TEXT COLLATE "C",
    CONSTRAINT pk_drive_state PRIMARY KEY (tracker_id),
    CONSTRAINT fk_drive_state_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_drive_state_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE grading_period (
    school_id INTEGER NOT NULL,
    school_year_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    sourced_id TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    begins_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    CONSTRAINT pk_grading_period PRIMARY KEY (school_year_id, position),
    CONSTRAINT fk_grading_period_school_id_school_year_id FOREIGN KEY(school_id, school_year_id) REFERENCES school_year (school_id, id),
    CONSTRAINT ck_grading_period_days_in_order CHECK (begins_on <= ends_on),
    CONSTRAINT fk_grading_period_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE instructional_day (
    school_id INTEGER NOT NULL,
    school_year_id INTEGER NOT NULL,
    day DATE NOT NULL,
    CONSTRAINT pk_instructional_day PRIMARY KEY (school_year_id, day),
    CONSTRAINT fk_instructional_day_school_id_school_year_id FOREIGN KEY(school_id, school_year_id) REFERENCES school_year (school_id, id),
    CONSTRAINT fk_instructional_day_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE enrollment (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    school_class_id INTEGER NOT NULL,
    begins_on DATE,
    ends_on DATE,
    position INTEGER NOT NULL,
    gone_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_enrollment PRIMARY KEY (id),
    CONSTRAINT fk_enrollment_school_id_student_id FOREIGN KEY(school_id, student_id) REFERENCES student (school_id, id),
    CONSTRAINT fk_enrollment_school_id_school_class_id FOREIGN KEY(school_id, school_class_id) REFERENCES school_class (school_id, id),
    CONSTRAINT fk_enrollment_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE INDEX ix_enrollment_school_id_student_id ON enrollment (school_id, student_id);

CREATE TABLE assignment (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    staff_member_id INTEGER NOT NULL,
    school_class_id INTEGER NOT NULL,
    is_primary BOOLEAN NOT NULL,
    begins_on DATE,
    ends_on DATE,
    position INTEGER NOT NULL,
    gone_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_assignment PRIMARY KEY (id),
    CONSTRAINT fk_assignment_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT fk_assignment_school_id_school_class_id FOREIGN KEY(school_id, school_class_id) REFERENCES school_class (school_id, id),
    CONSTRAINT fk_assignment_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE INDEX ix_assignment_school_id_staff_member_id ON assignment (school_id, staff_member_id);

CREATE TABLE caseload_spell (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    staff_member_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    begins_on DATE NOT NULL,
    ends_on DATE,
    listed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    gone_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_caseload_spell PRIMARY KEY (id),
    CONSTRAINT fk_caseload_spell_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT fk_caseload_spell_school_id_student_id FOREIGN KEY(school_id, student_id) REFERENCES student (school_id, id),
    CONSTRAINT ck_caseload_spell_dates CHECK (begins_on <= ends_on),
    CONSTRAINT fk_caseload_spell_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE INDEX ix_caseload_spell_school_id_student_id ON caseload_spell (school_id, student_id);

CREATE TABLE apply_attempt (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    plan_sha TEXT COLLATE "C" NOT NULL,
    state VARCHAR(32) COLLATE "C" NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_apply_attempt PRIMARY KEY (id),
    CONSTRAINT fk_apply_attempt_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT ck_apply_attempt_closed CHECK ((state = 'open') = (closed_at IS NULL)),
    CONSTRAINT fk_apply_attempt_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_apply_attempt_state CHECK (state IN ('open', 'applied', 'failed', 'unknown'))
);

CREATE UNIQUE INDEX uq_apply_attempt_open ON apply_attempt (tracker_id) WHERE state = 'open';

CREATE TABLE tracker_member (
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    school_class TEXT COLLATE "C",
    begins_on DATE,
    left_on DATE,
    CONSTRAINT pk_tracker_member PRIMARY KEY (tracker_id, student_id),
    CONSTRAINT fk_tracker_member_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_tracker_member_school_id_student_id FOREIGN KEY(school_id, student_id) REFERENCES student (school_id, id),
    CONSTRAINT fk_tracker_member_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE tracker_share (
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_tracker_share PRIMARY KEY (tracker_id, email),
    CONSTRAINT fk_tracker_share_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_tracker_share_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE document_owner (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    staff_member_id INTEGER NOT NULL,
    from_at TIMESTAMP WITH TIME ZONE NOT NULL,
    to_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_document_owner PRIMARY KEY (id),
    CONSTRAINT fk_document_owner_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_document_owner_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT ck_document_owner_times_in_order CHECK (to_at >= from_at),
    CONSTRAINT fk_document_owner_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE UNIQUE INDEX uq_document_owner_present ON document_owner (tracker_id) WHERE to_at IS NULL;

CREATE TABLE minted_rows (
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    tab TEXT COLLATE "C" NOT NULL,
    made INTEGER NOT NULL,
    CONSTRAINT pk_minted_rows PRIMARY KEY (tracker_id, tab),
    CONSTRAINT fk_minted_rows_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT ck_minted_rows_made CHECK (made >= 0),
    CONSTRAINT fk_minted_rows_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE bundle_row (
    school_id INTEGER NOT NULL,
    file TEXT COLLATE "C" NOT NULL,
    sourced_id TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C",
    cells TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_bundle_row PRIMARY KEY (school_id, file, sourced_id),
    CONSTRAINT fk_bundle_row_school_id FOREIGN KEY(school_id) REFERENCES roster_bundle (school_id)
);

CREATE TABLE calendar_version (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    school_year_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    begins_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    zone TEXT COLLATE "C" NOT NULL,
    why TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_calendar_version PRIMARY KEY (id),
    CONSTRAINT fk_calendar_version_school_id_school_year_id FOREIGN KEY(school_id, school_year_id) REFERENCES school_year (school_id, id),
    CONSTRAINT uq_calendar_version_school_id_id UNIQUE (school_id, id),
    CONSTRAINT uq_calendar_version_school_year_id_n UNIQUE (school_year_id, n),
    CONSTRAINT ck_calendar_version_days_in_order CHECK (begins_on <= ends_on),
    CONSTRAINT fk_calendar_version_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE UNIQUE INDEX uq_calendar_version_draft ON calendar_version (school_year_id) WHERE published_at IS NULL;

CREATE TABLE duty (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    school_class_id INTEGER,
    staff_member_id INTEGER NOT NULL,
    checkpoint TEXT COLLATE "C" NOT NULL,
    column_group TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    opens_on DATE NOT NULL,
    due_on DATE NOT NULL,
    missing_from DATE NOT NULL,
    why TEXT COLLATE "C" NOT NULL,
    state VARCHAR(32) COLLATE "C" NOT NULL,
    expected INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    excused INTEGER NOT NULL,
    cell_issues INTEGER NOT NULL,
    since DATE NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_duty PRIMARY KEY (id),
    CONSTRAINT fk_duty_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_duty_school_id_school_class_id FOREIGN KEY(school_id, school_class_id) REFERENCES school_class (school_id, id),
    CONSTRAINT fk_duty_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT uq_duty_school_id_id UNIQUE (school_id, id),
    CONSTRAINT ck_duty_counts CHECK (entries + excused + cell_issues <= expected),
    CONSTRAINT fk_duty_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_duty_state CHECK (state IN ('not open', 'open', 'late', 'missing', 'unreadable', 'complete', 'excused', 'not owed'))
);

CREATE INDEX ix_duty_staff_member_id ON duty (staff_member_id);

CREATE UNIQUE INDEX uq_duty_without_class ON duty (tracker_id, staff_member_id, checkpoint, column_group) WHERE school_class_id IS NULL;

CREATE INDEX ix_duty_school_id_next_at ON duty (school_id, next_at);

CREATE UNIQUE INDEX uq_duty_of_class ON duty (tracker_id, staff_member_id, checkpoint, column_group, school_class_id) WHERE school_class_id IS NOT NULL;

CREATE TABLE excuse (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    public_id TEXT COLLATE "C" NOT NULL,
    student_id INTEGER NOT NULL,
    checkpoint TEXT COLLATE "C",
    metric TEXT COLLATE "C",
    code TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    staff_member_id INTEGER NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    from_day DATE NOT NULL,
    until_day DATE,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_excuse PRIMARY KEY (id),
    CONSTRAINT fk_excuse_school_id_student_id FOREIGN KEY(school_id, student_id) REFERENCES student (school_id, id),
    CONSTRAINT fk_excuse_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT ck_excuse_days_in_order CHECK (from_day <= until_day),
    CONSTRAINT ck_excuse_times_in_order CHECK (recorded_at <= withdrawn_at),
    CONSTRAINT fk_excuse_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT uq_excuse_public_id UNIQUE (public_id)
);

CREATE INDEX ix_excuse_student_id ON excuse (student_id);

CREATE TABLE flag (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    public_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    tracker_id INTEGER,
    person TEXT COLLATE "C",
    words TEXT COLLATE "C" NOT NULL,
    state VARCHAR(32) COLLATE "C" NOT NULL,
    since DATE NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    gone_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_flag PRIMARY KEY (id),
    CONSTRAINT fk_flag_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT uq_flag_school_id_id UNIQUE (school_id, id),
    CONSTRAINT ck_flag_resolved_is_gone CHECK (state <> 'resolved' OR gone_at IS NOT NULL),
    CONSTRAINT fk_flag_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT uq_flag_public_id UNIQUE (public_id),
    CONSTRAINT ck_flag_state CHECK (state IN ('open', 'acknowledged', 'excused', 'resolved'))
);

CREATE UNIQUE INDEX uq_flag_there ON flag (school_id, kind, subject) WHERE gone_at IS NULL;

CREATE TABLE tracker_input (
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    rules INTEGER NOT NULL,
    run_id INTEGER,
    seq INTEGER,
    expectation BYTEA,
    structure BYTEA,
    row_names BYTEA,
    hold TEXT COLLATE "C",
    verdict VARCHAR(32) COLLATE "C",
    decided_by TEXT COLLATE "C",
    CONSTRAINT pk_tracker_input PRIMARY KEY (tracker_id, n),
    CONSTRAINT fk_tracker_input_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_tracker_input_school_id_run_id FOREIGN KEY(school_id, run_id) REFERENCES run (school_id, id),
    CONSTRAINT fk_tracker_input_school_id_expectation FOREIGN KEY(school_id, expectation) REFERENCES blob (school_id, sha256),
    CONSTRAINT fk_tracker_input_school_id_structure FOREIGN KEY(school_id, structure) REFERENCES blob (school_id, sha256),
    CONSTRAINT fk_tracker_input_school_id_row_names FOREIGN KEY(school_id, row_names) REFERENCES blob (school_id, sha256),
    CONSTRAINT ck_tracker_input_number CHECK (n > 0),
    CONSTRAINT ck_tracker_input_read_or_word CHECK ((seq IS NULL) <> (hold IS NULL)),
    CONSTRAINT ck_tracker_input_whole_read CHECK ((seq IS NULL) = (row_names IS NULL) AND (seq IS NULL) = (structure IS NULL) AND (seq IS NULL) = (expectation IS NULL)),
    CONSTRAINT ck_tracker_input_whole_word CHECK ((hold IS NULL) = (verdict IS NULL)),
    CONSTRAINT fk_tracker_input_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_tracker_input_verdict CHECK (verdict IN ('open', 'accepted', 'put back', 'gone', 'replaced'))
);

CREATE TABLE message (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    public_id TEXT COLLATE "C" NOT NULL,
    dedupe_key TEXT COLLATE "C" NOT NULL,
    staff_member_id INTEGER,
    leader_id INTEGER,
    recipient TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    plain TEXT COLLATE "C" NOT NULL,
    html TEXT COLLATE "C" NOT NULL,
    state VARCHAR(32) COLLATE "C" NOT NULL,
    tries INTEGER NOT NULL,
    trouble TEXT COLLATE "C",
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tried_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_message PRIMARY KEY (id),
    CONSTRAINT fk_message_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT fk_message_school_id_leader_id FOREIGN KEY(school_id, leader_id) REFERENCES leader (school_id, id),
    CONSTRAINT ck_message_one_person CHECK ((staff_member_id IS NULL) <> (leader_id IS NULL)),
    CONSTRAINT uq_message_school_id_dedupe_key UNIQUE (school_id, dedupe_key),
    CONSTRAINT ck_message_tries CHECK (tries >= 0),
    CONSTRAINT ck_message_tried CHECK ((tries = 0) = (tried_at IS NULL)),
    CONSTRAINT fk_message_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT uq_message_public_id UNIQUE (public_id),
    CONSTRAINT ck_message_state CHECK (state IN ('held', 'queued', 'sending', 'sent', 'unknown', 'refused', 'kept', 'withdrawn'))
);

CREATE INDEX ix_message_school_id_state_due_at ON message (school_id, state, due_at);

CREATE TABLE progress_note (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    public_id TEXT COLLATE "C" NOT NULL,
    tracker_id INTEGER NOT NULL,
    tab TEXT COLLATE "C" NOT NULL,
    row_key TEXT COLLATE "C" NOT NULL,
    student_id INTEGER NOT NULL,
    staff_member_id INTEGER NOT NULL,
    noted_on DATE NOT NULL,
    support TEXT COLLATE "C" NOT NULL,
    seen TEXT COLLATE "C" NOT NULL,
    strengths TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_progress_note PRIMARY KEY (id),
    CONSTRAINT fk_progress_note_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_progress_note_school_id_student_id FOREIGN KEY(school_id, student_id) REFERENCES student (school_id, id),
    CONSTRAINT fk_progress_note_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT uq_progress_note_tracker_id_tab_row_key UNIQUE (tracker_id, tab, row_key),
    CONSTRAINT uq_progress_note_school_id_id UNIQUE (school_id, id),
    CONSTRAINT ck_progress_note_says_something CHECK (seen <> ''),
    CONSTRAINT fk_progress_note_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT uq_progress_note_public_id UNIQUE (public_id)
);

CREATE INDEX ix_progress_note_school_id ON progress_note (school_id);

CREATE TABLE restricted_note (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    public_id TEXT COLLATE "C" NOT NULL,
    student_id INTEGER NOT NULL,
    staff_member_id INTEGER NOT NULL,
    noted_on DATE NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_restricted_note PRIMARY KEY (id),
    CONSTRAINT fk_restricted_note_school_id_student_id FOREIGN KEY(school_id, student_id) REFERENCES student (school_id, id),
    CONSTRAINT fk_restricted_note_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT ck_restricted_note_says_something CHECK (body <> ''),
    CONSTRAINT uq_restricted_note_school_id_id UNIQUE (school_id, id),
    CONSTRAINT fk_restricted_note_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT uq_restricted_note_public_id UNIQUE (public_id)
);

CREATE INDEX ix_restricted_note_student_id ON restricted_note (student_id);

CREATE TABLE note_access (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    staff_member_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    what VARCHAR(32) COLLATE "C" NOT NULL,
    notes INTEGER NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_note_access PRIMARY KEY (id),
    CONSTRAINT fk_note_access_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT fk_note_access_school_id_student_id FOREIGN KEY(school_id, student_id) REFERENCES student (school_id, id),
    CONSTRAINT ck_note_access_notes CHECK (notes >= 0),
    CONSTRAINT fk_note_access_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_note_access_what CHECK (what IN ('read', 'wrote', 'revised', 'withdrew'))
);

CREATE INDEX ix_note_access_school_id_at ON note_access (school_id, at);

CREATE TABLE person_choice (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    staff_member_id INTEGER,
    leader_id INTEGER,
    language TEXT COLLATE "C" NOT NULL,
    letters VARCHAR(32) COLLATE "C" NOT NULL,
    feed_sha256 TEXT COLLATE "C",
    CONSTRAINT pk_person_choice PRIMARY KEY (id),
    CONSTRAINT fk_person_choice_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT fk_person_choice_school_id_leader_id FOREIGN KEY(school_id, leader_id) REFERENCES leader (school_id, id),
    CONSTRAINT ck_person_choice_one_person CHECK ((staff_member_id IS NULL) <> (leader_id IS NULL)),
    CONSTRAINT uq_person_choice_staff_member_id UNIQUE (staff_member_id),
    CONSTRAINT uq_person_choice_leader_id UNIQUE (leader_id),
    CONSTRAINT ck_person_choice_feed_digest CHECK (length(feed_sha256) = 64),
    CONSTRAINT fk_person_choice_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_person_choice_letters CHECK (letters IN ('as needed', 'weekly', 'never')),
    CONSTRAINT uq_person_choice_feed_sha256 UNIQUE (feed_sha256)
);

CREATE TABLE not_mine (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    staff_member_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_not_mine PRIMARY KEY (id),
    CONSTRAINT fk_not_mine_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT fk_not_mine_school_id_student_id FOREIGN KEY(school_id, student_id) REFERENCES student (school_id, id),
    CONSTRAINT uq_not_mine_staff_member_id_student_id UNIQUE (staff_member_id, student_id),
    CONSTRAINT fk_not_mine_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE INDEX ix_not_mine_school_id ON not_mine (school_id);

CREATE TABLE column_problem (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    public_id TEXT COLLATE "C" NOT NULL,
    tracker_id INTEGER NOT NULL,
    checkpoint TEXT COLLATE "C" NOT NULL,
    metric TEXT COLLATE "C" NOT NULL,
    staff_member_id INTEGER NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_column_problem PRIMARY KEY (id),
    CONSTRAINT fk_column_problem_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_column_problem_school_id_staff_member_id FOREIGN KEY(school_id, staff_member_id) REFERENCES staff_member (school_id, id),
    CONSTRAINT ck_column_problem_says_something CHECK (reason <> ''),
    CONSTRAINT fk_column_problem_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT uq_column_problem_public_id UNIQUE (public_id)
);

CREATE INDEX ix_column_problem_school_id ON column_problem (school_id);

CREATE TABLE template_choice (
    school_id INTEGER NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    n INTEGER NOT NULL,
    chosen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_template_choice PRIMARY KEY (school_id),
    CONSTRAINT fk_template_choice_school_id_key_n FOREIGN KEY(school_id, key, n) REFERENCES template_version (school_id, key, n),
    CONSTRAINT fk_template_choice_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE template_author (
    school_id INTEGER NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    n INTEGER NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_template_author PRIMARY KEY (school_id, key, n),
    CONSTRAINT fk_template_author_school_id_key_n FOREIGN KEY(school_id, key, n) REFERENCES template_version (school_id, key, n),
    CONSTRAINT fk_template_author_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE template_step (
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    n INTEGER NOT NULL,
    CONSTRAINT pk_template_step PRIMARY KEY (tracker_id, key, n),
    CONSTRAINT fk_template_step_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_template_step_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE INDEX ix_template_step_school_id ON template_step (school_id);

CREATE TABLE entry_version (
    school_id INTEGER NOT NULL,
    entry_column_id INTEGER NOT NULL,
    student_id INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL,
    number DOUBLE PRECISION,
    code TEXT COLLATE "C",
    a1 TEXT COLLATE "C" NOT NULL,
    normalised_from TEXT COLLATE "C",
    text TEXT COLLATE "C",
    author TEXT COLLATE "C",
    ending VARCHAR(32) COLLATE "C",
    end_author TEXT COLLATE "C",
    CONSTRAINT pk_entry_version PRIMARY KEY (entry_column_id, student_id, to_seq),
    CONSTRAINT fk_entry_version_school_id_entry_column_id FOREIGN KEY(school_id, entry_column_id) REFERENCES entry_column (school_id, id),
    CONSTRAINT fk_entry_version_school_id_student_id FOREIGN KEY(school_id, student_id) REFERENCES student (school_id, id),
    CONSTRAINT ck_entry_version_one_value CHECK ((number IS NOT NULL AND text IS NULL AND code IS NULL) OR (number IS NULL AND text IS NOT NULL AND code IS NULL) OR (number IS NULL AND text IS NULL AND code IS NOT NULL)),
    CONSTRAINT ck_entry_version_ending CHECK (ending = 'changed' OR ending = 'cleared' OR ending = 'doubted'),
    CONSTRAINT ck_entry_version_seqs_in_order CHECK (to_seq > from_seq),
    CONSTRAINT ck_entry_version_ending_of_the_ended CHECK ((ending IS NULL AND end_author IS NULL) OR to_seq < 2147483647)
);

CREATE TABLE cell_issue (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    tracker_id INTEGER NOT NULL,
    entry_column_id INTEGER,
    student_id INTEGER,
    tab TEXT COLLATE "C" NOT NULL,
    row_key TEXT COLLATE "C",
    column_key TEXT COLLATE "C",
    a1 TEXT COLLATE "C" NOT NULL,
    rule TEXT COLLATE "C" NOT NULL,
    raw TEXT COLLATE "C" NOT NULL,
    message TEXT COLLATE "C" NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER,
    from_at TIMESTAMP WITH TIME ZONE NOT NULL,
    to_at TIMESTAMP WITH TIME ZONE,
    readings TEXT COLLATE "C" NOT NULL,
    suggestion TEXT COLLATE "C",
    weight VARCHAR(32) COLLATE "C" NOT NULL,
    CONSTRAINT pk_cell_issue PRIMARY KEY (id),
    CONSTRAINT fk_cell_issue_school_id_tracker_id FOREIGN KEY(school_id, tracker_id) REFERENCES tracker (school_id, id),
    CONSTRAINT fk_cell_issue_school_id_entry_column_id FOREIGN KEY(school_id, entry_column_id) REFERENCES entry_column (school_id, id),
    CONSTRAINT fk_cell_issue_school_id_student_id FOREIGN KEY(school_id, student_id) REFERENCES student (school_id, id),
    CONSTRAINT ck_cell_issue_whole_entry CHECK ((entry_column_id IS NULL) = (student_id IS NULL)),
    CONSTRAINT ck_cell_issue_seqs_in_order CHECK (to_seq > from_seq),
    CONSTRAINT ck_cell_issue_closed CHECK ((to_seq IS NULL) = (to_at IS NULL)),
    CONSTRAINT ck_cell_issue_times_in_order CHECK (to_at >= from_at),
    CONSTRAINT fk_cell_issue_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_cell_issue_weight CHECK (weight IN ('noted', 'quarantined', 'stopped'))
);

CREATE INDEX ix_cell_issue_open ON cell_issue (tracker_id) WHERE to_seq IS NULL;

CREATE TABLE row_version (
    school_id INTEGER NOT NULL,
    row_anchor_id INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER,
    sha256 BYTEA NOT NULL,
    CONSTRAINT pk_row_version PRIMARY KEY (row_anchor_id, from_seq),
    CONSTRAINT fk_row_version_school_id_row_anchor_id FOREIGN KEY(school_id, row_anchor_id) REFERENCES row_anchor (school_id, id),
    CONSTRAINT fk_row_version_school_id_sha256 FOREIGN KEY(school_id, sha256) REFERENCES blob (school_id, sha256),
    CONSTRAINT ck_row_version_seqs_in_order CHECK (to_seq > from_seq),
    CONSTRAINT fk_row_version_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE UNIQUE INDEX uq_row_version_open ON row_version (row_anchor_id) WHERE to_seq IS NULL;

CREATE TABLE calendar_band (
    school_id INTEGER NOT NULL,
    calendar_version_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    grades TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_calendar_band PRIMARY KEY (calendar_version_id, position),
    CONSTRAINT fk_calendar_band_school_id_calendar_version_id FOREIGN KEY(school_id, calendar_version_id) REFERENCES calendar_version (school_id, id),
    CONSTRAINT fk_calendar_band_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE calendar_day (
    school_id INTEGER NOT NULL,
    calendar_version_id INTEGER NOT NULL,
    day DATE NOT NULL,
    kind VARCHAR(32) COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    entered_on DATE,
    CONSTRAINT pk_calendar_day PRIMARY KEY (calendar_version_id, day),
    CONSTRAINT fk_calendar_day_school_id_calendar_version_id FOREIGN KEY(school_id, calendar_version_id) REFERENCES calendar_version (school_id, id),
    CONSTRAINT fk_calendar_day_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_calendar_day_kind CHECK (kind IN ('instructional day', 'late arrival or early dismissal', 'make-up day', 'teacher only day', 'holiday', 'non-instructional day', 'weather day', 'emergency day', 'strike'))
);

CREATE TABLE duty_change (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    duty_id INTEGER NOT NULL,
    day DATE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    was VARCHAR(32) COLLATE "C",
    state VARCHAR(32) COLLATE "C" NOT NULL,
    expected INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    excused INTEGER NOT NULL,
    cell_issues INTEGER NOT NULL,
    due_on DATE NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_duty_change PRIMARY KEY (id),
    CONSTRAINT fk_duty_change_school_id_duty_id FOREIGN KEY(school_id, duty_id) REFERENCES duty (school_id, id),
    CONSTRAINT fk_duty_change_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_duty_change_was CHECK (was IN ('not open', 'open', 'late', 'missing', 'unreadable', 'complete', 'excused', 'not owed')),
    CONSTRAINT ck_duty_change_state CHECK (state IN ('not open', 'open', 'late', 'missing', 'unreadable', 'complete', 'excused', 'not owed'))
);

CREATE INDEX ix_duty_change_duty_id_day ON duty_change (duty_id, day);

CREATE TABLE flag_transition (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    flag_id INTEGER NOT NULL,
    day DATE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    was VARCHAR(32) COLLATE "C",
    state VARCHAR(32) COLLATE "C" NOT NULL,
    by_person TEXT COLLATE "C",
    reason TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_flag_transition PRIMARY KEY (id),
    CONSTRAINT fk_flag_transition_school_id_flag_id FOREIGN KEY(school_id, flag_id) REFERENCES flag (school_id, id),
    CONSTRAINT fk_flag_transition_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT ck_flag_transition_was CHECK (was IN ('open', 'acknowledged', 'excused', 'resolved')),
    CONSTRAINT ck_flag_transition_state CHECK (state IN ('open', 'acknowledged', 'excused', 'resolved'))
);

CREATE INDEX ix_flag_transition_flag_id ON flag_transition (flag_id);

CREATE TABLE progress_note_change (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    public_id TEXT COLLATE "C" NOT NULL,
    progress_note_id INTEGER NOT NULL,
    noted_on DATE NOT NULL,
    support TEXT COLLATE "C" NOT NULL,
    seen TEXT COLLATE "C" NOT NULL,
    strengths TEXT COLLATE "C" NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_progress_note_change PRIMARY KEY (id),
    CONSTRAINT fk_progress_note_change_school_id_progress_note_id FOREIGN KEY(school_id, progress_note_id) REFERENCES progress_note (school_id, id),
    CONSTRAINT ck_progress_note_change_says_something CHECK (seen <> ''),
    CONSTRAINT fk_progress_note_change_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT uq_progress_note_change_public_id UNIQUE (public_id)
);

CREATE INDEX ix_progress_note_change_progress_note_id ON progress_note_change (progress_note_id);

CREATE TABLE restricted_note_change (
    id SERIAL NOT NULL,
    school_id INTEGER NOT NULL,
    public_id TEXT COLLATE "C" NOT NULL,
    restricted_note_id INTEGER NOT NULL,
    noted_on DATE NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_restricted_note_change PRIMARY KEY (id),
    CONSTRAINT fk_restricted_note_change_school_id_restricted_note_id FOREIGN KEY(school_id, restricted_note_id) REFERENCES restricted_note (school_id, id),
    CONSTRAINT ck_restricted_note_change_says_something CHECK (body <> ''),
    CONSTRAINT fk_restricted_note_change_school_id FOREIGN KEY(school_id) REFERENCES school (id),
    CONSTRAINT uq_restricted_note_change_public_id UNIQUE (public_id)
);

CREATE INDEX ix_restricted_note_change_restricted_note_id ON restricted_note_change (restricted_note_id);

CREATE TABLE calendar_period (
    school_id INTEGER NOT NULL,
    calendar_version_id INTEGER NOT NULL,
    band INTEGER NOT NULL,
    position INTEGER NOT NULL,
    sourced_id TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    begins_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    CONSTRAINT pk_calendar_period PRIMARY KEY (calendar_version_id, band, position),
    CONSTRAINT fk_calendar_period_calendar_version_id_band FOREIGN KEY(calendar_version_id, band) REFERENCES calendar_band (calendar_version_id, position),
    CONSTRAINT ck_calendar_period_days_in_order CHECK (begins_on <= ends_on),
    CONSTRAINT fk_calendar_period_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE calendar_window (
    school_id INTEGER NOT NULL,
    calendar_version_id INTEGER NOT NULL,
    band INTEGER NOT NULL,
    checkpoint TEXT COLLATE "C" NOT NULL,
    opens_on DATE NOT NULL,
    due_on DATE NOT NULL,
    CONSTRAINT pk_calendar_window PRIMARY KEY (calendar_version_id, band, checkpoint),
    CONSTRAINT fk_calendar_window_calendar_version_id_band FOREIGN KEY(calendar_version_id, band) REFERENCES calendar_band (calendar_version_id, position),
    CONSTRAINT ck_calendar_window_days_in_order CHECK (opens_on <= due_on),
    CONSTRAINT fk_calendar_window_school_id FOREIGN KEY(school_id) REFERENCES school (id)
);

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

INSERT INTO alembic_version VALUES ('0026');
