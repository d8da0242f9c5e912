import type { AlarmId, CycleId, DecisionId, TeamId } from '../../lib/ids.ts';

/** The tables of the alarms, and of what a channel was told beside reviews and roll-ups. */
export interface AlarmTables {
  /** What a team was told about its ritual; once for the same facts. */
  alarm: {
    id: AlarmId;
    workspace_id: string;
    team_id: TeamId;
    /** One of `alarm/rules.ts` alarmKinds. */
    kind: string;
    /** The one-pager it is about, or '' for the team. */
    subject: string;
    facts: string;
    since_at: string;
    /** JSON (`alarm/rules.ts` Evidence). */
    evidence: string;
    fired_at: string;
    told: 'message' | 'line';
    /** The cycle that was open when it fired. */
    cycle_id: CycleId | null;
    cleared_at: string | null;
    dismissed_at: string | null;
    /** The entry of the log that holds the reason. */
    decision_id: DecisionId | null;
  };
  /** What was said in a team's channel beside its reviews and roll-ups, by address. */
  channel_said: { workspace_id: string; team_id: TeamId; address: string; at: string };
}
