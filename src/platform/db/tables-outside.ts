import type { AskId, CompanyPostId, OnePagerId, TeamId } from '../../lib/ids.ts';

/** The tables of what a team asks for outside of itself, of thanks, and of what the company reads of all teams. */
export interface OutsideTables {
  /** Help that somebody asks for outside of the team; `is_shared`: it may leave a private channel. */
  ask: {
    id: AskId;
    workspace_id: string;
    team_id: TeamId;
    onepager_id: OnePagerId | null;
    whom: string;
    what: string;
    is_shared: number;
    by_user_id: string;
    at: string;
    state: 'open' | 'done' | 'withdrawn';
    settled_at: string | null;
  };
  ask_help: { ask_id: AskId; user_id: string; at: string };
  /** Thanks for a stop (a decision's id) or for evidence; whose they are is kept only so that they count once. */
  thanks: {
    subject_id: string;
    user_id: string;
    workspace_id: string;
    team_id: TeamId;
    kind: 'stop' | 'evidence';
    at: string;
  };
  /** Where and when the company post goes. */
  company: {
    workspace_id: string;
    channel_id: string;
    /** ISO weekday, 1 is Monday. */
    weekday: number;
    post_time: string;
    zone: string;
    first_week_on: string;
    /** A week that keeps the time it had before a change. */
    kept_week_on: string | null;
    kept_due_at: string | null;
    is_on: number;
    set_by: string;
    set_at: string;
  };
  company_post: {
    id: CompanyPostId;
    workspace_id: string;
    week_on: string;
    due_at: string;
    outcome: 'opened' | 'late' | 'moved' | 'missed';
    at: string;
    channel_id: string;
    /** JSON: the version of each roll-up that it has told, by its id. */
    told: string;
  };
}
