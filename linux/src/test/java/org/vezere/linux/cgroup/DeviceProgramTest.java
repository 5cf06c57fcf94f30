package org.vezere.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeviceProgramTest {
    private static final int MKNOD = 1;
    private static final int READ = 2;
    private static final int WRITE = 4;

    @Test
    void nothingIsAllowedWithoutARule() {
        assertThat(run(DevicePolicy.of(), 'c', 1, 3, READ)).isFalse();
    }

    @Test
    void aRuleAllowsItsDeviceAndItsAccessOnly() {
        DevicePolicy policy = DevicePolicy.of("c 1:3 rw");

        assertThat(run(policy, 'c', 1, 3, READ)).isTrue();
        assertThat(run(policy, 'c', 1, 3, READ | WRITE)).isTrue();
        assertThat(run(policy, 'c', 1, 3, MKNOD)).isFalse();
        assertThat(run(policy, 'c', 1, 3, READ | MKNOD)).isFalse();
        assertThat(run(policy, 'c', 1, 5, READ)).isFalse();
        assertThat(run(policy, 'c', 2, 3, READ)).isFalse();
        assertThat(run(policy, 'b', 1, 3, READ)).isFalse();
    }

    @Test
    void everythingAllowedLeavesNothingBehindItToReach() {
        byte[] code = DeviceProgram.assemble(DevicePolicy.of("a *:* rwm", "c 1:3 r"));

        assertThat(code).hasSize(8 * DeviceProgram.INSTRUCTION);
        assertThat(run(DevicePolicy.of("a *:* rwm", "c 1:3 r"), 'b', 7, 0, READ))
                .isTrue();
    }

    @Test
    void randomPoliciesDecideAsTheirRulesRead() {
        long seed = 4711;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            List<DeviceRule> rules = new ArrayList<>();
            for (int count = random.nextInt(6); count > 0; count--) {
                rules.add(new DeviceRule(
                        "abc".charAt(random.nextInt(3)),
                        random.nextInt(-1, 3),
                        random.nextInt(-1, 3),
                        List.of("r", "w", "m", "rw", "rm", "wm", "rwm").get(random.nextInt(7))));
            }
            char type = "bc".charAt(random.nextInt(2));
            int major = random.nextInt(3);
            int minor = random.nextInt(3);
            int access = 1 + random.nextInt(7);
            boolean expected = rules.stream()
                    .anyMatch(rule -> (rule.type() == 'a' || rule.type() == type)
                            && (rule.major() == DeviceRule.ANY || rule.major() == major)
                            && (rule.minor() == DeviceRule.ANY || rule.minor() == minor)
                            && ((access & READ) == 0 || rule.access().contains("r"))
                            && ((access & WRITE) == 0 || rule.access().contains("w"))
                            && ((access & MKNOD) == 0 || rule.access().contains("m")));

            assertThat(run(new DevicePolicy(rules), type, major, minor, access))
                    .as("seed %d, round %d: %s asked %s %d:%d %d", seed, round, rules, type, major, minor, access)
                    .isEqualTo(expected);
        }
    }

    @Test
    void rulesAreReadStrictly() {
        assertThat(DeviceRule.parse("c 136:* mwr")).hasToString("c 136:* rwm");
        for (String wrong : List.of("", "c 1:3", "d 1:3 r", "c 1:-1 r", "c 1:3 x", "c 1:3 r\n", "c 1:99999999999 r")) {
            assertThatThrownBy(() -> DeviceRule.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// A BPF machine of the seven instructions that are used; anything else, or a jump out of the program, fails
    /// the test.
    private static boolean run(DevicePolicy policy, char type, int major, int minor, int access) {
        ByteBuffer code = ByteBuffer.wrap(DeviceProgram.assemble(policy)).order(ByteOrder.nativeOrder());
        int[] context = {access << 16 | (type == 'b' ? 1 : 2), major, minor};
        long[] register = new long[11];
        int at = 0;
        while (true) {
            int opcode = Byte.toUnsignedInt(code.get(at * 8));
            int destination = code.get(at * 8 + 1) & 0xf;
            int source = code.get(at * 8 + 1) >> 4 & 0xf;
            int offset = code.getShort(at * 8 + 2);
            int constant = code.getInt(at * 8 + 4);
            at++;
            switch (opcode) {
                case DeviceProgram.LOAD_WORD -> {
                    assertThat(source).isEqualTo(1);
                    register[destination] = Integer.toUnsignedLong(context[offset / 4]);
                }
                case DeviceProgram.MOVE_CONSTANT -> register[destination] = constant;
                case DeviceProgram.MOVE_REGISTER -> register[destination] = register[source];
                case DeviceProgram.AND_CONSTANT -> register[destination] &= constant;
                case DeviceProgram.SHIFT_RIGHT -> register[destination] >>>= constant;
                case DeviceProgram.JUMP_UNLESS_EQUAL -> at += register[destination] == constant ? 0 : offset;
                case DeviceProgram.EXIT -> {
                    return register[0] == 1;
                }
                default -> throw new AssertionError("opcode " + opcode);
            }
        }
    }
}
