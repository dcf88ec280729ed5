#include "durable/report.hpp"

#include <cstdio>

namespace pictbook::test {

namespace {

double told_seconds(Clock::duration time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

void report_kills(const std::vector<Kill>& kills, const Clients& clients, Clock::time_point start) {
    std::printf("DURABLE   after       killed      away      first ACK of one  of each   longest pause of any\n");
    for (const Kill& kill : kills) {
        const Recovery recovery = recovery_of(kill, clients);
        std::printf("DURABLE %7.1f s     %-10s %5.1f s  %12.2f s  %9.2f s  %9.2f s\n",
                    told_seconds(kill.killed - start), kill.what.c_str(), told_seconds(kill.back - kill.killed),
                    recovery.first, recovery.all, recovery.pause);
    }
    std::fflush(stdout);
}

void report_ledgers(const Clients& clients, const Findings& findings) {
    std::size_t sent = 0, acknowledged = 0;
    Ledger::Totals commands;
    Client::Totals sessions;
    for (const auto& client : clients) {
        const Ledger::Totals& its = client->ledger().totals();
        sent += client->ledger().entries().size();
        acknowledged += client->ledger().acknowledged().size();
        commands.sent_again += its.sent_again;
        commands.retried += its.retried;
        commands.postponed += its.postponed;
        commands.postponed_but_done += its.postponed_but_done;
        sessions.deltas += client->totals().deltas;
        sessions.snapshots += client->totals().snapshots;
        sessions.hashes += client->totals().hashes;
    }
    std::string refused;
    for (const auto& [code, count] : findings.refused)
        refused += (refused.empty() ? "" : ", ") + std::to_string(count) + " " + code;
    std::printf("DURABLE ledger: %zu commands sent, %zu acknowledged, refused: %s; %ld unknown (%ld of them done)\n",
                sent, acknowledged, refused.c_str(), findings.unknown, findings.unknown_done);
    std::printf(
        "DURABLE sent again: %ld, of which %ld had been committed; told to come later: %ld (%ld were committed)\n",
        commands.sent_again, commands.retried, commands.postponed, commands.postponed_but_done);
    std::printf("DURABLE journal: %ld entries, %ld of refused commands of which a copy was on its way; wrong: %d\n",
                findings.entries, findings.refused_done, findings.wrong);
    std::printf("DURABLE sessions: %d went on by delta, %d with a snapshot; %d state hashes compared; %zu elements\n",
                sessions.deltas, sessions.snapshots, sessions.hashes, clients.front()->replica().elements().size());
    std::fflush(stdout);
}

}  // namespace pictbook::test
